import Ascribe

/// The agents whose policy gradient a critic's credits turn around or away, as fitted, and why.
struct MisledAgents {
  let result: CriticStudyResult

  /// A critic that turns an agent's gradient around, or else the one that turns one away the most; `nil` where none is shown to.
  var finding: Finding? {
    let cases = result.critics.flatMap(cases)
    guard let worst = cases.min(by: { $0.cosine < $1.cosine }) else { return nil }
    let others = cases.filter { $0.critic != worst.critic || $0.agent != worst.agent }
      .sorted { $0.cosine < $1.cosine }
    let sentence =
      worst.upper < 0
      ? "\(worst.critic) turns the gradient of \(worst.agent) around: \(worst.reason)."
      : "\(worst.critic) turns the gradient of \(worst.agent) away: \(worst.reason)."
    let words = [worst.words] + others.prefix(3).map { "\($0.critic) for \($0.agent) \($0.words)" }
    return Finding(
      sentence, evidence: "cosine of a batch's gradient with the exact one " + words.joined(separator: "; "))
  }

  private struct Case {
    let critic, agent, words, reason: String
    let cosine, upper: Double
  }

  /// The agents whose gradient on a batch is shown to point away, or not to point the right way in the limit.
  private func cases(_ critic: CriticFindings) -> [Case] {
    zip(critic.fitted.gradients, critic.limit.gradientAgreement).compactMap { fitted, limit in
      guard let agent = limit.agent, let cosine = fitted.cosine.mean.optional,
        let upper = fitted.cosine.interval.optional?.upper
      else { return nil }
      let inTheLimit = limit.cosine.optional
      guard upper < 0 || (inTheLimit ?? 1) < 0.99 else { return nil }
      return Case(
        critic: critic.method.label, agent: agent.name,
        words: Numerals.estimate(fitted.cosine.mean, fitted.cosine.interval),
        reason: reason(critic, agent: agent.name, inTheLimit), cosine: cosine, upper: upper)
    }
  }

  /// What the gradient of the fitted critic is off by.
  private func reason(_ critic: CriticFindings, agent: String, _ limit: Double?) -> String {
    guard let limit, limit < 0.99 else {
      return
        "its view would do (cosine \(limit.map { Numerals.fixed($0) } ?? "undefined") after infinitely many "
        + "episodes), the episodes that it was fitted to do not"
    }
    let states = critic.limit.informationStates.filter { $0.agent?.name == agent }
    guard
      let most = states.max(by: { $0.probability * $0.bias * $0.bias < $1.probability * $1.bias * $1.bias }),
      abs(most.bias) > 1e-9
    else { return "what it sees leaves a cosine of \(Numerals.fixed(limit)) after infinitely many episodes" }
    return "what it sees does not tell what \(agent) knows, so that its value is off by "
      + "\(Numerals.signed(most.bias)) at turn \(most.turn) knowing \(most.name), however many episodes there are"
  }
}
