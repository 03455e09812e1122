import ArgumentParser
import Ascribe
import Foundation
import RunStore
import Trajectories

/// A run on its way into a store: one place for all commands.
struct RecordedRun {
  private let store: Store?
  private let id: String?
  /// Why nothing can be stored, which is said when the command is done.
  private let trouble: StoreError?

  /// Runs a command, and keeps it in a store of runs where it has one.
  ///
  /// - Parameters:
  ///   - command: The command.
  ///   - arguments: What it was parsed from.
  /// - Throws: What the command throws. A store that is none is refused before; where a disk fails, or is full, the command
  ///   does its work first.
  static func run(_ command: inout any ParsableCommand, _ arguments: [String]) throws {
    guard let recorded = command as? any RecordedCommand, let path = try recorded.store.checkedPath(),
      Team.isFirst
    else { return try command.run() }
    let run = try RecordedRun(recorded, arguments, in: path)
    let recorder = RunRecorder()
    var failure: (any Error)?
    do {
      try RunRecorder.$current.withValue(recorder) { try command.run() }
    } catch {
      failure = error
    }
    guard let trouble = run.end(recorder, failure) else {
      if let failure { throw failure }
      return
    }
    // The worse of the two ends the process, the other one is said before.
    if let failure, AscribeCLI.code(of: failure) >= 2 {
      Terminal.complain("ascribe: error: \(trouble)")
      throw failure
    }
    if let failure = failure as? CheckFailure { Terminal.complain("ascribe: \(failure)") }
    throw trouble
  }

  /// Opens the store and notes that the run begins.
  private init(_ command: any RecordedCommand, _ arguments: [String], in path: String) throws {
    let start = try Self.start(of: command, arguments)
    do throws(StoreError) {
      let store = try Store(path, creating: true)
      (self.store, id, trouble) = (store, try store.begin(start), nil)
    } catch {
      guard error.isOfTheDisk else { throw error }
      (store, id, trouble) = (nil, nil, error)
    }
  }

  private static func start(of command: any RecordedCommand, _ arguments: [String]) throws -> RunStart {
    let options = command.store
    var start = RunStart(
      arguments: arguments, folder: FileManager.default.currentDirectoryPath,
      user: ProcessInfo.processInfo.userName, version: AscribeVersion.current)
    start.experiment = try options.checkedName(options.experiment, of: "--experiment") ?? start.experiment
    start.name = try options.checkedName(options.runName, of: "--run-name")
    start.tags = try options.checkedTags()
    start.parent = options.parentRun
    start.revision = WorkingRevision.current
    start.machine = Machine.name
    start.parameters = RunParameters.all(of: command)
    start.seed = start.parameters["seed"]
    return start
  }

  /// Notes how the run ended.
  ///
  /// - Returns: Why that cannot be stored.
  private func end(_ recorder: RunRecorder, _ failure: (any Error)?) -> StoreError? {
    guard let store, let id else { return trouble }
    let code = failure.map { AscribeCLI.code(of: $0) } ?? 0
    // Who finds a difference has done what was asked.
    var end = RunEnd(
      code < 2 ? .finished : .failed, exitCode: Int(code),
      failure: code == 0 ? nil : failure.map { AscribeCLI.sentence(for: $0) })
    end.fingerprint = recorder.fingerprint
    end.cpuSeconds = Machine.cpuSeconds
    end.metrics = recorder.metrics
    end.artefacts = recorder.artefacts
    for (name, path) in FileRoles.current?.outputs ?? [] {
      if let artefact = Artefact(file: path, name: name) { end.artefacts.append(artefact) }
    }
    defer { store.end() }
    do throws(StoreError) {
      try store.end(id, end)
      return nil
    } catch {
      return error
    }
  }
}
