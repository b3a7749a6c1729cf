/// Tells what happened in an invented service, subject by subject; each subject is an extension in a file of its own.
struct DemonstrationStory {
    /// A member of staff; `end` is the last day.
    struct Person {
        let name: String
        let profession: Profession
        let from: CivilDate
        let end: CivilDate?

        func works(on day: CivilDate) -> Bool { from <= day && end.map { day <= $0 } ?? true }
    }

    /// A location with the id of its record.
    struct Site {
        let id: String
        let place: DemonstrationPortrait.Place
    }

    /// A machine, by its record.
    struct Machine {
        let id: String
        let site: String
        let manufacturer: String
    }

    /// A version of a document, in force from a day on.
    struct Version {
        let id: String
        let number: Int
        let from: CivilDate
    }

    /// A document with the versions that came into force, oldest first.
    struct Paper {
        let id: String
        let kind: DocumentKind
        /// How many versions there are, in force or not.
        var draftCount = 0
        var versions: [Version] = []
    }

    /// Something that happened on a day, by its record.
    struct Happening {
        let id: String
        let day: CivilDate
    }

    let habits: DemonstrationHabits
    let portrait: DemonstrationPortrait
    /// The two years.
    let start: CivilDate
    let last: CivilDate

    var random: SeededGenerator
    var ledger: DemonstrationLedger

    // What later subjects refer to.
    var people: [Person] = []
    var sites: [Site] = []
    var machines: [Machine] = []
    var papers: [Paper] = []
    var risks: [String] = []
    var nonconformities: [(area: Area, happening: Happening)] = []
    var incidents: [(pattern: IncidentPattern, happening: Happening)] = []
    /// How many interventional procedures there were in the months that begin on a day.
    var interventions: [(month: CivilDate, number: Int)] = []
    var complications: [Happening] = []
    var specialExaminations: [(kind: SpecialKind, day: CivilDate)] = []
    var audits: [Happening] = []
    /// What staff are still to be told of.
    var news: [Happening] = []

    init(_ character: DemonstrationRecords.Character, seed: UInt64, until: CivilDate) {
        habits = .of(character)
        portrait = .of(character)
        start = until - 730
        last = until - 1
        random = SeededGenerator(seed: seed)
        ledger = DemonstrationLedger(random: SeededGenerator(seed: ~seed))
    }

    /// Tells all of it. Each subject may refer to those before.
    mutating func tell() {
        describeService()
        employStaff()
        writeDocuments()
        testAccess()
        testRecordTypes()
        runProcesses()
        pursueObjectives()
        weighRisks()
        raiseNonconformities()
        reportIncidents()
        intervene()
        auditPractice()
        holdMeetings()
        examineForOthers()
        stateWhatDidNotHappen()
        informStaff()
        correctMistakes()
    }
}

// What every subject asks.
extension DemonstrationStory {
    /// Whether the service has begun a practice at all.
    func practises(_ practice: DemonstrationHabits.Practice) -> Bool { !habits.omits.contains(practice) }

    /// Whether something that should be done is done this time.
    mutating func does() -> Bool { random.chance(habits.diligence) }

    /// Whether a practice is followed this time.
    mutating func does(_ practice: DemonstrationHabits.Practice) -> Bool { practises(practice) && does() }

    /// A working day soon after another.
    mutating func soon(after day: CivilDate) -> CivilDate { (day + random.number(habits.prompt)).workingDay }

    /// Working days at about equal intervals through the two years.
    mutating func days(every interval: Int, first: Int) -> [CivilDate] {
        stride(from: first, to: last - start, by: interval).map { (start + $0 + random.number(0...3)).workingDay }
    }

    /// A day in the last weeks before the two years, when what stood already was put on record.
    mutating func settingUp() -> CivilDate { start - random.number(5...45) }

    /// An instant at which something happened on a day, in seconds since 1970, within hours of London's clocks.
    mutating func instant(on day: CivilDate, hours: ClosedRange<Int> = 8...18) -> Int64 {
        let minute = random.number(hours.lowerBound * 60...hours.upperBound * 60)
        return LondonCalendar.start(of: day) / 1_000_000 + Int64(minute) * 60
    }

    /// Who works on a day, of one profession if one is given.
    func staff(on day: CivilDate, _ profession: Profession? = nil) -> [Person] {
        people.filter { $0.works(on: day) && (profession == nil || $0.profession == profession) }
    }

    /// The name of somebody who works on a day.
    mutating func somebody(on day: CivilDate) -> String { random.pick(staff(on: day)).name }

    /// The name of who answers for the service on a day.
    func manager(on day: CivilDate) -> String { staff(on: day, .manager).last?.name ?? people[0].name }

    /// One of the machines of a site, or of any if it has none.
    mutating func machine(at site: String) -> Machine {
        let there = machines.filter { $0.site == site }
        return random.pick(there.isEmpty ? machines : there)
    }
}

extension RecordBody.FieldValue {
    /// A word of a choice.
    static func word(_ word: some Choice) -> Self { .text(word.word) }

    /// Words of a choice.
    static func words(_ words: [some Choice]) -> Self { .texts(words.map(\.word)) }

    /// Yes or no.
    static func yes(if holds: Bool) -> Self { .word(holds ? YesNo.yes : .no) }

    /// A day, if there is one.
    static func day(_ date: CivilDate?) -> Self? { date.map { .date($0) } }
}
