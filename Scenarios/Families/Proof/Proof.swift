package import Trajectories
package import Simulation

/// A derivation that a solver writes and a verifier judges block by block; short and long reasoning (F1, F2).
///
/// The solver writes steps. At a hard step it derives or leaps, and may reflect on what it wrote; routine steps only slip.
/// A block of steps is a lemma: at its end the verifier sees whether something looks odd, accepts the block or sends
/// the solver back, by one step or to the block's start. Errors cascade: a step after a slip is worthless until the slip
/// is undone, and an accepted lemma that is wrong spoils the lemmas that build on it, unless the solver finds it
/// while reflecting. Block k builds on block k/2, and the answer cites the last few blocks, so that part of a long
/// derivation never matters. A derivation that rests on a flaw still gives the right answer now and then.
///
/// Every message is made of the same number of tokens. In the view of steps a message is one decision, in that of tokens
/// each token is one: the same episodes with the same probabilities and the same cost, seen at two granularities.
package struct Proof: Scenario {
  /// The derivation and its flaws, and what was said of the message that is being written.
  package struct State: Hashable, Sendable {
    enum Stage: UInt8, Sendable {
      case write
      case judge
      case done
    }

    var stage = Stage.write
    /// Steps that stand.
    var step: UInt8 = 0
    /// The first wrong step of the open block, counted from 1; 0 if there is none.
    var slip: UInt8 = 0
    /// Bit k: accepted block k is wrong. At the end bit 0 says whether the answer rests on a flaw.
    var flawed: UInt64 = 0
    /// Hard steps of this problem are treacherous; nobody sees it.
    var isTricky = false
    /// The open block was sent back.
    var isRedone = false
    /// Something about the block under judgement looks odd.
    var looksOdd = false
    /// Tokens of the message so far, the first in bit 0, under a leading 1.
    var said: UInt8 = 1

    package func hash(into hasher: inout Hasher) {
      let flags: UInt64 = (isTricky ? 1 : 0) | (isRedone ? 2 : 0) | (looksOdd ? 4 : 0)
      let numbers = UInt64(step) | UInt64(slip) << 8 | UInt64(said) << 16 | UInt64(stage.rawValue) << 24
      hasher.combine(flawed)
      hasher.combine(numbers | flags << 32)
    }
  }

  static let solver: AgentID = "solver"
  static let verifier: AgentID = "verifier"

  package let agents = [solver, verifier]
  let parameters: ProofParameters

  /// Messages, or tokens of as many messages.
  package var horizon: Int { parameters.horizon * parameters.turnsPerMessage }

  package var initialStates: Distribution<State> {
    Distribution(
      State(isTricky: true), probability: parameters.trickyShare, otherwise: State())
  }

  package func actingAgents(in state: State) -> [AgentID] {
    switch state.stage {
    case .write: [Self.solver]
    case .judge: [Self.verifier]
    case .done: []
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [ProofAction] {
    let isJudging = state.stage == .judge
    guard parameters.view == .steps else {
      let place = state.saidCount
      return [0, 1].map { ProofAction(bits: $0, first: place, count: 1, isJudging: isJudging) }
    }
    return (0..<UInt8(1) << parameters.tokensPerMessage).map {
      ProofAction(bits: $0, first: 0, count: parameters.tokensPerMessage, isJudging: isJudging)
    }
  }

  package func observation(for agent: AgentID, in state: State) -> ProofObservation {
    ProofObservation(
      isJudging: state.stage == .judge, step: state.step, isRedone: state.isRedone, looksOdd: state.looksOdd,
      said: state.said)
  }

  package func step(_ state: State, _ actions: JointAction<ProofAction>) -> Distribution<Transition<State>> {
    let action = actions.only
    var state = state
    // The leading 1 moves up by what is said now.
    let place = state.saidCount
    let before = state.said & ~(UInt8(1) << place)
    let said = before | action.bits << place
    guard place + action.count == parameters.tokensPerMessage else {
      state.said = said | UInt8(1) << (place + action.count)
      return Distribution(Transition(to: state))
    }
    state.said = 1
    let message = ProofMessage(bits: said)
    return state.stage == .judge
      ? Distribution(Transition(to: judged(state, message)))
      : written(state, message)
  }

  package func endings(in state: State) -> Distribution<Ending> {
    guard state.stage == .done else { return Distribution(.truncated) }
    return state.flawed == 0
      ? Distribution(.success) : Distribution(.success, probability: parameters.luck, otherwise: .failure)
  }

  /// Whether what stands is sound: what a judge of steps tries to tell.
  package func signal(of state: State) -> String? {
    guard state.stage != .done else { return nil }
    return state.slip > 0 ? "slip" : inherits(state) ? "inherited" : "sound"
  }

  package func privilegedKey(of state: State) -> String {
    guard state.stage != .done else { return state.flawed == 0 ? "end:sound" : "end:flawed" }
    let flaws = (0..<parameters.blocks).filter { state.flawed >> UInt64($0) & 1 == 1 }.map(String.init)
    let truth = [
      state.isTricky ? "tricky" : nil, state.slip > 0 ? "slip:\(state.slip)" : nil,
      flaws.isEmpty ? nil : "flawed:\(flaws.joined(separator: ","))",
    ]
    return ([publicKey(of: state)] + truth.compactMap { $0 }).joined(separator: "|")
  }
}

// MARK: - Rules

extension Proof.State {
  /// Tokens of the message so far.
  var saidCount: Int { 7 - said.leadingZeroBitCount }
}

extension Proof {
  /// Whether the open block builds on a block that is wrong.
  private func inherits(_ state: State) -> Bool {
    let block = parameters.block(ofStep: max(0, Int(state.step) - (state.stage == .judge ? 1 : 0)))
    return block > 0 && state.flawed >> UInt64(block / 2) & 1 == 1
  }

  /// A step is written: what was wrong may be found by reflection, what was right may go wrong.
  private func written(_ state: State, _ message: ProofMessage) -> Distribution<Transition<State>> {
    let step = Int(state.step)
    let isHard = parameters.isHard(step)
    let isReflecting = isHard && message.isSecond
    let offset = UInt8(step % parameters.blockLength + 1)
    let error = parameters.error(isHard: isHard, isDerived: message.isFirst, isTricky: state.isTricky)
    let found = isReflecting ? parameters.recoverability : 0
    var next = state
    next.step += 1
    var outcomes: [(State, Double)] = []
    let add = { (slip: UInt8, flawed: UInt64, probability: Double) in
      guard probability > 0 else { return }
      var outcome = next
      outcome.slip = slip
      outcome.flawed = flawed
      outcomes.append((outcome, probability))
    }
    if state.slip > 0 {
      add(state.slip, state.flawed, 1 - found)
      add(offset, state.flawed, found * error)
      add(0, state.flawed, found * (1 - error))
    } else if inherits(state) {
      // A wrong lemma is harder to find than a slip on the same page.
      let repaired = state.flawed & ~(UInt64(1) << UInt64(parameters.block(ofStep: step) / 2))
      for (flawed, weight) in [(state.flawed, 1 - found / 2), (repaired, found / 2)] {
        add(offset, flawed, weight * error)
        add(0, flawed, weight * (1 - error))
      }
    } else {
      let right = (1 - error) * (isReflecting ? 1 - parameters.overthinking : 1)
      add(offset, state.flawed, 1 - right)
      add(0, state.flawed, right)
    }
    guard parameters.endsBlock(Int(next.step)) else {
      return Distribution(outcomes.map { (Transition(to: $0.0), $0.1) })
    }
    return Distribution(outcomes).flatMap(looked)
  }

  /// The block is complete; how it looks to the verifier.
  private func looked(_ written: State) -> Distribution<Transition<State>> {
    var clean = written
    clean.stage = .judge
    var odd = clean
    odd.looksOdd = true
    let chance =
      clean.slip > 0
      ? parameters.detection
      : inherits(clean) ? (parameters.detection + parameters.falseAlarm) / 2 : parameters.falseAlarm
    return Distribution(Transition(to: odd), probability: chance, otherwise: Transition(to: clean))
  }

  /// The block is accepted, or written again from some step on.
  private func judged(_ state: State, _ message: ProofMessage) -> State {
    let block = parameters.block(ofStep: Int(state.step) - 1)
    var next = state
    next.stage = .write
    next.looksOdd = false
    guard !message.isFirst else {
      let start = block * parameters.blockLength
      let kept = message.isSecond ? 0 : Int(state.step) - 1 - start
      next.step = UInt8(start + kept)
      if Int(next.slip) > kept { next.slip = 0 }
      next.isRedone = true
      return next
    }
    if state.slip > 0 || inherits(state) { next.flawed |= UInt64(1) << UInt64(block) }
    next.slip = 0
    next.isRedone = false
    guard Int(next.step) == parameters.steps else { return next }
    let isFlawed = next.flawed >> UInt64(max(0, parameters.blocks - parameters.cited)) != 0
    return State(stage: .done, flawed: isFlawed ? 1 : 0)
  }
}
