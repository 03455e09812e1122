import Ascribe

extension Terms {
  /// What methods compare, and how strong their evidence is: methods of one contrast stand together.
  static func contrasts(of methods: [MethodSummary]) -> Terms {
    var groups: [(labels: [String], method: MethodSummary)] = []
    for method in methods {
      if let known = groups.firstIndex(where: {
        $0.method.contrast == method.contrast && $0.method.tier == method.tier
      }) {
        groups[known].labels.append(method.label)
      } else {
        groups.append(([method.label], method))
      }
    }
    return Terms(
      "What each credit compares, and how strong the evidence is",
      groups.map { labels, method in
        let terms = method.contrast.map { $0.terms.map { "\($0.name): \($0.words)" } }
        return Entry(
          labels.joined(separator: ", "),
          ([method.tier.rawValue] + (terms ?? ["reads the record alone and states no contrast"]))
            .joined(separator: "; "))
      })
  }

  /// What coalition methods say of their games beside the credits; those that divide none are left out.
  static func games(_ methods: [(label: String, games: GameDiagnostics?)]) -> Terms {
    Terms("Coalition games", methods.compactMap { label, games in games.map { Entry(label, words(of: $0)) } })
  }

  private static func words(of games: GameDiagnostics) -> String {
    var parts = [
      "\(Numerals.count(games.games, "game")), \(Numerals.count(games.evaluations, "coalition")) valued"
    ]
    if let mean = games.meanStandardError.optional, let largest = games.largestStandardError.optional {
      parts.append(
        "standard error of a player's value \(Numerals.fixed(mean, 4)) on average, at most "
          + Numerals.fixed(largest, 4))
    }
    if games.withoutStandardError > 0 {
      parts.append(
        "\(Numerals.count(games.withoutStandardError, "value")) from a single order, of unknown error")
    }
    if games.impreciseGames > 0 {
      parts.append(
        "orders ran out before the precision was reached in \(Numerals.count(games.impreciseGames, "game"))")
    }
    if games.leastCores > 0 {
      let excess = games.largestLeastCoreExcess.optional.map {
        ", largest excess of a least core \(Numerals.fixed($0, 4))"
      }
      parts.append("\(Numerals.count(games.withCore)) with a core" + (excess ?? ""))
    }
    if games.testedForCore > 0 {
      parts.append(
        "values in the core in \(Numerals.count(games.inCore)) of \(Numerals.count(games.testedForCore)) tested"
      )
    }
    return parts.joined(separator: "; ")
  }
}

extension CriticFits {
  /// Whether the stopping rule of a fit was not met: whoever reads the numbers must know.
  var isOpen: Bool { converged < count }
}
