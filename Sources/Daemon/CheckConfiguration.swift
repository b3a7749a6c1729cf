import Glibc
import Transport

/// `lm2d check-config`: what holds, and what would keep the server from starting.
enum CheckConfiguration {
    /// Prints every setting, then what is wrong; 2 if something is.
    static func run(_ configuration: Configuration) -> Int32 {
        for setting in Setting.all { print("\(setting.name) = \(setting.show(configuration))") }
        let problems = problems(of: configuration)
        for problem in problems { Program.complain(problem) }
        return problems.isEmpty ? 0 : 2
    }

    /// What is wrong with the files that the configuration names.
    static func problems(of configuration: Configuration) -> [String] {
        var problems: [String] = []
        do { problems = try ListeningTLS(configuration).warnings } catch { problems.append(sentence(of: error)) }
        do { _ = try ServeCommand.auditKey(configuration) } catch { problems.append(error.sentence) }
        do { _ = try ServeCommand.files(configuration) } catch { problems.append(error.sentence) }
        return problems
    }

    private static func sentence(of error: any Error) -> String { (error as? UsageError)?.sentence ?? "\(error)" }
}
