import Ascribe
import Foundation
import Ground
import RunStore
import Simulation

/// What a command gives while it runs, for a store of runs: its results, what it prints, which scenarios it is about.
final class RunRecorder: Sendable {
  /// That of the command that runs; `nil` where nothing is stored.
  @TaskLocal static var current: RunRecorder?

  /// What the result of a command is called among the artefacts, and what it printed.
  static let (result, output) = ("(result)", "(standard output)")

  private struct State {
    var results: [(text: String, metrics: [ResultMetric])] = []
    var output = SHA256()
    var fingerprints: [String] = []
  }

  private let state = Locked(State())
  private let isOnTerminal = isatty(STDOUT_FILENO) == 1

  /// Keeps a result.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - json: The text of its JSON.
  ///   - batches: Its numbers batch by batch, where it does not have them itself.
  func keep(_ result: some StoredResult, json: String, batches: [ResultMetric]) {
    let metrics = ((result as? any MetricResult)?.metrics ?? []) + batches
    state.withLock { $0.results.append((json + "\n", metrics)) }
  }

  /// Notes what was printed. A terminal's width and colours are no property of the run.
  func printed(_ bytes: [UInt8]) {
    guard !isOnTerminal else { return }
    state.withLock { $0.output.add(bytes) }
  }

  /// Notes a scenario by what identifies its rules.
  func sees(_ mdp: TurnMDP) {
    let fingerprint = mdp.fingerprint
    state.withLock { if !$0.fingerprints.contains(fingerprint) { $0.fingerprints.append(fingerprint) } }
  }

  /// What identifies the rules of all scenarios; `nil` where none was compiled.
  var fingerprint: String? {
    state.withLock { $0.fingerprints.isEmpty ? nil : $0.fingerprints.joined(separator: " ") }
  }

  /// The numbers of the results.
  var metrics: [RunMetric] {
    state.withLock { state in
      state.results.flatMap(\.metrics).map {
        RunMetric(
          $0.name, axis: $0.axis?.rawValue ?? "", step: $0.step, $0.value, low: $0.low, high: $0.high)
      }
    }
  }

  /// The results and what was printed.
  var artefacts: [Artefact] {
    state.withLock { state in
      var artefacts: [Artefact] = state.results.enumerated().map { place, result in
        Artefact(
          place == 0 ? Self.result : "\(Self.result) \(place + 1)", mediaType: "application/json",
          Array(result.text.utf8))
      }
      if state.output.count > 0 {
        artefacts.append(Artefact(Self.output, mediaType: "application/octet-stream", state.output))
      }
      return artefacts
    }
  }
}
