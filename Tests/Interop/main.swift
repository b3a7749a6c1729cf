import Daemon
import Glibc

// A function, and no closure: a closure that is formed here would belong to the main actor, and calls run on the loops.
exit(Program.run(Array(CommandLine.arguments.dropFirst()), extending: TestService.add(to:)))
