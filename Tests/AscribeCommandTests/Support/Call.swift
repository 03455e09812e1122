import Foundation
import Glibc
import Testing

/// Where the standard output of a call leads.
enum StandardOutput {
  /// To a file that the test reads.
  case captured
  /// To a file or device that is there already.
  case path(String)
  /// To a pipe whose reader has gone.
  case closedPipe
  /// To a terminal, together with standard error.
  case terminal
}

/// One call of a program: started with `posix_spawn` and waited for on the calling thread, so that nothing of it
/// outlives the test, whatever other tests run at the same time.
struct Call {
  let program: String
  let arguments: [String]
  let environment: [String: String]
  let folder: String

  /// Variables that change what a program prints: a call has them only if a test sets them.
  private static let withheld = ["NO_COLOR", "TERM", "COLUMNS", "LINES"]

  /// Runs the call; what it prints passes through two files that this overwrites.
  func run(output: StandardOutput, outputFile: String, complaintsFile: String) throws -> FinishedCall {
    let files = FileActions()
    files.open("/dev/null", O_RDONLY, as: STDIN_FILENO)
    files.open(complaintsFile, O_WRONLY | O_CREAT | O_TRUNC, as: STDERR_FILENO)
    let status: Int32
    var shown = ""
    switch output {
    case .captured:
      files.open(outputFile, O_WRONLY | O_CREAT | O_TRUNC, as: STDOUT_FILENO)
      status = try wait(for: start(files))
      shown = try text(of: outputFile)
    case .path(let path):
      files.open(path, O_WRONLY, as: STDOUT_FILENO)
      status = try wait(for: start(files))
    case .closedPipe:
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      files.duplicate(pipe.fileHandleForWriting.fileDescriptor, as: STDOUT_FILENO)
      status = try wait(for: start(files))
      try pipe.fileHandleForWriting.close()
    case .terminal:
      let terminal = try PseudoTerminal()
      files.duplicate(terminal.programSide, as: STDOUT_FILENO)
      files.duplicate(terminal.programSide, as: STDERR_FILENO)
      let process = try start(files)
      shown = terminal.readToEnd()
      status = try wait(for: process)
    }
    let signal = status & 0x7F
    return FinishedCall(
      code: signal == 0 ? (status >> 8) & 0xFF : -signal, output: shown,
      complaints: try text(of: complaintsFile))
  }

  private func start(_ files: FileActions) throws -> pid_t {
    var variables = ProcessInfo.processInfo.environment
    for name in Self.withheld { variables[name] = nil }
    variables.merge(environment) { _, own in own }
    // A shell changes the folder: the test process must keep its own, and posix_spawn has no portable way to.
    let shell = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder, program]
    var words: [UnsafeMutablePointer<CChar>?] = (shell + arguments).map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for copy in words + settings { free(copy) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, shell[0], files.actions, nil, &words, &settings)
    try #require(code == 0, "cannot start \(program): \(String(cString: strerror(code)))")
    return process
  }

  private func wait(for process: pid_t) throws -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) != process { try #require(errno == EINTR) }
    return status
  }

  private func text(of path: String) throws -> String {
    // Not String(decoding:): output that is no UTF-8 is a fault that must show.
    try String(contentsOfFile: path, encoding: .utf8)
  }
}

/// What a child process does to its files before it starts.
private final class FileActions {
  let actions: UnsafeMutablePointer<posix_spawn_file_actions_t>

  init() {
    actions = .allocate(capacity: 1)
    posix_spawn_file_actions_init(actions)
  }

  deinit {
    posix_spawn_file_actions_destroy(actions)
    actions.deallocate()
  }

  func open(_ path: String, _ flags: Int32, as descriptor: Int32) {
    posix_spawn_file_actions_addopen(actions, descriptor, path, flags, 0o600)
  }

  func duplicate(_ from: Int32, as descriptor: Int32) {
    posix_spawn_file_actions_adddup2(actions, from, descriptor)
  }
}

/// A terminal that a program writes to and the test reads.
private final class PseudoTerminal {
  /// What the program has for its outputs.
  let programSide: Int32
  private let testSide: Int32

  init() throws {
    var sides: (test: Int32, program: Int32) = (-1, -1)
    try #require(openpty(&sides.test, &sides.program, nil, nil, nil) == 0)
    (testSide, programSide) = sides
    for side in [testSide, programSide] { try #require(fcntl(side, F_SETFD, FD_CLOEXEC) == 0) }
  }

  deinit { close(testSide) }

  /// What the program, started before, writes until its end: reading fails when nobody has its side open.
  func readToEnd() -> String {
    close(programSide)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(testSide, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 || errno != EINTR {
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }
}
