extension ClauseJudge {
    /// YEAR12(x): the first days of the 12 latest calendar months whose last day is not after x, ascending.
    func year(endingBy date: CivilDate) -> [CivilDate] {
        var (year, month, _) = (date + 1).components
        var months: [CivilDate] = []
        for _ in 0..<12 {
            month -= 1
            if month == 0 { (year, month) = (year - 1, 12) }
            if let first = CivilDate(year: year, month: month, day: 1) { months.append(first) }
        }
        return months.reversed()
    }

    /// SPAN: the first and the last day of Y, the year that ends `activity_lag_days` ago.
    var span: ClosedRange<CivilDate>? {
        let months = activityYear
        guard let first = months.first, let last = months.last else { return nil }
        return first...lastDay(ofMonth: last)
    }

    /// Y: the months of the year that ends `activity_lag_days` ago.
    var activityYear: [CivilDate] { year(endingBy: day - number("activity_lag_days")) }

    /// The last day of the month that begins on a day.
    func lastDay(ofMonth first: CivilDate) -> CivilDate {
        let (year, month, _) = first.components
        return first + (CivilDate.days(inMonth: month, of: year) - 1)
    }

    /// EXAMS: the examinations of Y, in all.
    var examinations: Int {
        let months = Set(activityYear)
        return all(Activity.self).reduce(0) { sum, record in
            guard let month = record.month, months.contains(month) else { return sum }
            return sum.saturating(adding: record.examinations ?? 0)
        }
    }

    /// COMPLETE: every month of Y has activity of each location that was open on its first and its last day.
    var isActivityComplete: Bool {
        guard !open(Location.self).isEmpty else { return false }
        struct Cell: Hashable {
            let month: CivilDate
            let location: Int32
        }
        let cells = Set(
            all(Activity.self).compactMap { record in
                record.month.flatMap { month in record.location.map { Cell(month: month, location: $0.place) } }
            })
        let locations = all(Location.self)
        return activityYear.allSatisfy { month in
            locations.allSatisfy { location in
                !(location.isOpen(at: month) && location.isOpen(at: lastDay(ofMonth: month)))
                    || cells.contains(Cell(month: month, location: location.place))
            }
        }
    }
}

extension FixedWidthInteger {
    /// The sum, or the greatest number: no record crashes a rule.
    func saturating(adding other: Self) -> Self {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// The product, or the greatest number.
    func saturating(times other: Self) -> Self {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
