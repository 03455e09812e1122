package import Ascribe

extension SolveResult: ReportedResult {
  /// The value of the policy that was found, how far the other one is off it, and what every agent does.
  package var document: Document {
    var document = Document(title)
    document.add(
      paragraph: "horizon \(horizon), discount \(plain(discount)); " + Numerals.count(states, "state") + ", "
        + Numerals.count(jointActions, "joint action") + ", "
        + Numerals.count(jointObservations, "joint observation"))
    document.add(paragraph: valueLine)
    if let endless {
      document.add(
        paragraph: "without a horizon between \(Numerals.fixed(endless.value, 6)) and "
          + "\(Numerals.fixed(endless.upperBound, 6)), by these turns and what later ones may add")
    }
    document.add(
      paragraph: "policy \(compared.policy), memory \(compared.memory): value "
        + "\(Numerals.fixed(compared.value, 6)), \(regretText)")
    var tree = Tree(isOptimal ? "Optimal policy" : "Best policy so far")
    for policy in policies {
      if policy.steps.isEmpty {
        let count = (policy.hasMore ? "more than " : "") + Numerals.count(policy.histories)
        tree.add(
          "\(policy.agent): \(count) histories, \(Numerals.count(nodes[policy.agent] ?? 0, "node"))", depth: 0
        )
      } else {
        tree.add(policy.agent, depth: 0)
        for step in policy.steps { tree.add("\(step.observation): \(step.action)", depth: step.turn + 1) }
      }
    }
    document.add(tree)
    return document
  }

  private var valueLine: String {
    let effort =
      Numerals.count(expanded, "partial policy", plural: "partial policies") + ", "
      + Numerals.count(beliefs, "belief")
    let least = Numerals.fixed(value, 6)
    guard !isOptimal else { return "optimal value \(least) (\(effort))" }
    return
      "optimal value between \(least) and \(Numerals.fixed(upperBound, 6)): stopped by the \(status) (\(effort))"
  }

  private var regretText: String {
    let (least, most) = (Numerals.fixed(compared.regret, 6), Numerals.fixed(compared.regretAtMost, 6))
    return compared.regret == compared.regretAtMost
      ? "regret \(least)" : "regret between \(least) and \(most)"
  }
}
