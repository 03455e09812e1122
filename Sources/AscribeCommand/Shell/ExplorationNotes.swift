import Ascribe
import Ground
import Reports
import Simulation

/// What a person is told while a scenario is enumerated: how far that is, where it takes long, and what may be a mistake.
enum ExplorationNotes {
  /// Seconds between two lines off a terminal, where no line is drawn over.
  private static let pause = Duration.seconds(30)

  /// A listener that says the same only once.
  static func listener() -> ExplorationListener {
    let notes = Notes()
    return ExplorationListener(progress: notes.progress, sharedKey: notes.shared)
  }

  private final class Notes: Sendable {
    private let state = Locked(State())

    private struct State {
      var told = ContinuousClock.now
      var keys: Set<SharedPrivilegedKey> = []
      /// Whether a line stands on the terminal.
      var isDrawn = false
    }

    func progress(_ states: Int?) {
      if Terminal.showsProgress {
        let changes = state.withLock { state in
          defer { state.isDrawn = states != nil }
          return states != nil || state.isDrawn
        }
        if changes { Terminal.progress(states.map { "\(Numerals.count($0)) states" } ?? "") }
        return
      }
      guard let states else { return }
      let isDue = state.withLock { state in
        guard ContinuousClock.now - state.told >= pause else { return false }
        state.told = .now
        return true
      }
      if isDue { Terminal.complain("ascribe: \(Numerals.count(states)) states so far.") }
    }

    func shared(_ key: SharedPrivilegedKey) {
      guard state.withLock({ $0.keys.insert(key).inserted }) else { return }
      Terminal.complain(
        "ascribe: note: two states have one privileged key, \"\(short(key.key))\": \(short(key.first)) and "
          + "\(short(key.second)); nothing that is seen in them tells them apart.")
    }

    private func short(_ text: String) -> String { CutText.cutting(text, to: CutText.most) }
  }
}
