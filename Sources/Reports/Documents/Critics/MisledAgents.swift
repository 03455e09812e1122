import Ascribe

/// The agents whose policy gradient a critic turns around, as fitted, or for whom its values are none to bootstrap from
/// however many episodes there are, and why.
struct MisledAgents {
  let result: CriticStudyResult

  /// A critic whose credits turn an agent's gradient around, or else the one whose values lead one astray the most; `nil`
  /// where none is shown to.
  var finding: Finding? {
    let cases = result.critics.flatMap(cases).sorted { $0.rank < $1.rank }
    guard let worst = cases.first else { return nil }
    return Finding(
      worst.sentence,
      evidence:
        "cosine with the exact gradient, of one-step advantages after infinitely many episodes and of a batch: "
        + cases.prefix(4).map(\.words).joined(separator: "; "))
  }

  private struct Case {
    let sentence, words: String
    /// Gradients that are turned around come first, by the cosine of a batch, then the others by that of the limit.
    let rank: (Int, Double)
  }

  /// The agents whose gradient on a batch is shown to point away, or not to point the right way in the limit.
  private func cases(_ critic: CriticFindings) -> [Case] {
    zip(critic.fitted.gradients, critic.limit.gradientAgreement).compactMap { fitted, limit in
      guard let agent = limit.agent?.name, let cosine = fitted.cosine.mean.optional,
        let upper = fitted.cosine.interval.optional?.upper
      else { return nil }
      let (isAround, inTheLimit) = (upper < 0, limit.cosine.optional)
      guard isAround || (inTheLimit ?? 1) < 0.99 else { return nil }
      let name = critic.method.label
      let reason = reason(critic, agent: agent, inTheLimit)
      let verb =
        isAround
        ? "turns the gradient of \(agent) around"
        : reason.isBias ? "is biased for \(agent)" : "is no bootstrap for \(agent)"
      return Case(
        sentence: "\(name) \(verb): \(reason.words).",
        words: "\(name) for \(agent) \(inTheLimit.map { Numerals.fixed($0) } ?? "undefined"), "
          + Numerals.estimate(fitted.cosine.mean, fitted.cosine.interval),
        rank: isAround ? (0, cosine) : (1, inTheLimit ?? 1))
    }
  }

  /// What the critic is off by, and whether its values are biased given what the agent knows.
  private func reason(
    _ critic: CriticFindings, agent: String, _ limit: Double?
  ) -> (words: String, isBias: Bool) {
    guard let limit, limit < 0.99 else {
      return (
        "its view would do (cosine \(limit.map { Numerals.fixed($0) } ?? "undefined") after infinitely many "
          + "episodes), the episodes that it was fitted to do not", false
      )
    }
    let states = critic.limit.informationStates.filter { $0.agent?.name == agent }
    guard
      let most = states.max(by: { $0.probability * $0.bias * $0.bias < $1.probability * $1.bias * $1.bias }),
      abs(most.bias) > 1e-9
    else {
      return (
        "one-step advantages of its values leave a cosine of \(Numerals.fixed(limit)) after infinitely many episodes",
        false
      )
    }
    return (
      "what it sees does not tell what \(agent) knows, so that its value is too "
        + "\(most.bias < 0 ? "low" : "high") by \(Numerals.fixed(abs(most.bias))) at turn \(most.turn) knowing "
        + "\(most.name), however many episodes there are", true
    )
  }
}
