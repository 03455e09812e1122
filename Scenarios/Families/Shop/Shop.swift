package import Trajectories
package import Simulation

/// An order with several constraints: search, refine, compare, and buy once (F3, WebShop).
///
/// A searcher turns pages of listings, states constraints in its query, and offers a listing to a buyer. The buyer looks
/// into it, keeps it beside another one, sends it back, or buys it or the one it kept, which ends the episode. A listing
/// shows whether it meets the visible constraints; whether it meets a hidden one takes an inspection, which errs. A listing that
/// misses one constraint still pays a part.
package struct Shop: Scenario {
  /// What a listing misses.
  package enum Fit: Hashable, Sendable {
    /// Nothing.
    case exact
    /// One constraint, counted from 0, the visible ones first.
    case misses(UInt8)
    /// Most of them, and the visible ones among them.
    case poor

    var code: UInt64 {
      switch self {
      case .exact: 0
      case .misses(let constraint): UInt64(constraint) + 1
      case .poor: 63
      }
    }
  }

  /// A listing, with what was found by looking into it.
  package struct Listing: Hashable, Sendable {
    let fit: Fit
    /// Bit k: hidden constraint k was looked into.
    var inspected: UInt16 = 0
    /// Bit k: it seemed to be missed.
    var doubted: UInt16 = 0

    var code: UInt64 { fit.code | UInt64(inspected) << 8 | UInt64(doubted) << 24 }
  }

  /// The query, the listing on the table and the one that was kept.
  package struct State: Hashable, Sendable {
    enum Phase: Hashable, Sendable {
      case searching
      case judging
      case bought(Fit)
    }

    var phase = Phase.searching
    /// Bit k: the query states constraint k.
    var query: UInt16 = 0
    var current: Listing?
    var kept: Listing?

    package func hash(into hasher: inout Hasher) {
      let phaseCode: UInt64 =
        switch phase {
        case .searching: 0
        case .judging: 1
        case .bought(let fit): 2 + fit.code
        }
      hasher.combine(UInt64(query) | phaseCode << 16)
      hasher.combine((current.map { $0.code + 1 } ?? 0))
      hasher.combine((kept.map { $0.code + 1 } ?? 0))
    }
  }

  static let searcher: AgentID = "searcher"
  static let buyer: AgentID = "buyer"

  package let agents = [searcher, buyer]
  let parameters: ShopParameters

  package var horizon: Int { parameters.horizon }

  package var initialStates: Distribution<State> { Distribution(State()) }

  package func actingAgents(in state: State) -> [AgentID] {
    switch state.phase {
    case .searching: [Self.searcher]
    case .judging: [Self.buyer]
    case .bought: []
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [ShopAction] {
    guard state.phase == .judging else {
      let open = (0..<UInt8(parameters.constraints)).filter { state.query >> UInt16($0) & 1 == 0 }
      return [.search] + open.map { .refine($0) } + (state.current == nil ? [] : [.offer])
    }
    let inspected = state.current?.inspected ?? 0
    let open = (0..<UInt8(parameters.hidden)).filter { inspected >> UInt16($0) & 1 == 0 }
    return [.buy, .reject, .keep] + open.map { .inspect($0) } + (state.kept == nil ? [] : [.buyKept])
  }

  package func observation(for agent: AgentID, in state: State) -> ShopObservation {
    ShopObservation(
      isJudging: state.phase == .judging, query: state.query, current: state.current.map(view),
      kept: state.kept.map(view))
  }

  package func step(_ state: State, _ actions: JointAction<ShopAction>) -> Distribution<Transition<State>> {
    var next = state
    switch actions.only {
    case .search:
      return found(by: state.query).map { fit in
        next.current = Listing(fit: fit)
        return Transition(to: next)
      }
    case .refine(let constraint):
      next.query |= UInt16(1) << UInt16(constraint)
      next.current = nil
    case .offer: next.phase = .judging
    case .inspect(let constraint): return inspected(constraint, in: state)
    case .reject:
      next.phase = .searching
      next.current = nil
    case .keep: return compared(state)
    case .buy: next = State(phase: .bought(state.current?.fit ?? .poor))
    case .buyKept: next = State(phase: .bought(state.kept?.fit ?? .poor))
    }
    return Distribution(Transition(to: next))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    switch state.phase {
    case .searching, .judging: Distribution(.truncated)
    case .bought(.exact): Distribution(.success)
    case .bought(.misses): Distribution(Ending(.failure, score: parameters.partialScore))
    case .bought(.poor): Distribution(.failure)
    }
  }

  /// Whether the listing on the table is what was ordered.
  package func signal(of state: State) -> String? {
    state.current.map { Self.text(of: $0.fit) }
  }

  package func privilegedKey(of state: State) -> String {
    if case .bought(let fit) = state.phase { return "end:\(Self.text(of: fit))" }
    let truths = [("current", state.current), ("kept", state.kept)].compactMap { name, listing in
      listing.map { "\(name)-is:\(Self.text(of: $0.fit))" }
    }
    return ([publicKey(of: state)] + truths).joined(separator: "|")
  }

  static func text(of fit: Fit) -> String {
    switch fit {
    case .exact: "exact"
    case .misses(let constraint): "misses-\(constraint)"
    case .poor: "poor"
    }
  }
}

// MARK: - Chance

extension Shop {
  /// What a page of results offers first. A constraint that the query states is missed less often.
  private func found(by query: UInt16) -> Distribution<Fit> {
    let odds = parameters.odds
    var weights: [(Fit, Double)] = [(.exact, 1)]
    for constraint in 0..<UInt8(parameters.constraints) {
      let isStated = query >> UInt16(constraint) & 1 == 1
      weights.append((.misses(constraint), isStated ? odds * (1 - parameters.refinement) : odds))
    }
    let stated = Double(query.nonzeroBitCount) / Double(parameters.constraints)
    weights.append((.poor, parameters.clutter * (1 - parameters.refinement * stated)))
    let sum = weights.reduce(0) { $0 + $1.1 }
    return Distribution(weights.map { ($0.0, $0.1 / sum) })
  }

  /// A look into a hidden constraint of the listing on the table.
  private func inspected(_ constraint: UInt8, in state: State) -> Distribution<Transition<State>> {
    guard var listing = state.current else { return Distribution([]) }
    let isMissed =
      listing.fit == .poor || listing.fit == .misses(UInt8(parameters.visible) + constraint)
    let bit = UInt16(1) << UInt16(constraint)
    listing.inspected |= bit
    var clear = state
    clear.current = listing
    listing.doubted |= bit
    var doubted = state
    doubted.current = listing
    let chance = isMissed ? 1 - parameters.inspectionError : parameters.inspectionError
    return Distribution(Transition(to: doubted), probability: chance, otherwise: Transition(to: clear))
  }

  /// The listing on the table is kept; beside another one, the better of the two, as far as one can tell.
  private func compared(_ state: State) -> Distribution<Transition<State>> {
    var next = State(query: state.query, kept: state.current)
    guard let kept = state.kept, let current = state.current else {
      return Distribution(Transition(to: next))
    }
    let newer = Transition(to: next)
    next.kept = kept
    let older = Transition(to: next)
    let (now, before) = (rank(current.fit), rank(kept.fit))
    guard now != before else { return Distribution(newer) }
    let chance = now > before ? 1 - parameters.comparisonError : parameters.comparisonError
    return Distribution(newer, probability: chance, otherwise: older)
  }

  private func rank(_ fit: Fit) -> Int {
    switch fit {
    case .exact: 2
    case .misses: 1
    case .poor: 0
    }
  }
}
