import Ascribe
import CreditMethods
import Foundation
import Ground

/// How credits of crbc and graphgpo come nearer to the exact advantage with more episodes, or do not.
struct ClosureArticle {
  let repeating: Repeating

  private static let counts = [16, 64, 256, 1024, 4096, 16384, 65536]
  private static let methods: [(name: String, call: String, anchors: Anchors)] = [
    ("`crbc`", "crbc(emit=raw,beta=1)", .markov),
    ("`crbc`, no closure", "crbc(emit=raw,beta=1,closure=finite,k=0)", .markov),
    ("`graphgpo`, graph term", "graphgpo(weightEpisode=0)", .markov), ("`graphgpo`", "graphgpo", .markov),
    ("`crbc`, privileged key", "crbc(emit=raw,beta=1,key=privileged)", .privileged),
  ]

  /// A method at a number of episodes: sums over turns, of each repetition.
  private struct Sums {
    var squares = 0.0
    var products = 0.0
    var exact = 0.0
    var errors = 0.0
    var turns = 0.0
  }

  func text() throws -> String {
    let stage = try Stage("relay")
    var table: [[[Sums]]] = []
    for count in Self.counts {
      // As many turns in all where episodes are many.
      let repetitions = max(4, min(repeating.repetitions, 262_144 / count))
      let requests = try Self.methods.map { try MethodRequest($0.call) }
      let found = parallelMap(count: repetitions, threads: repeating.threads) { number in
        Result { try sums(stage, requests, count, seed: repeating.seed &* 1_000_003 &+ UInt64(number)) }
      }
      table.append(try found.map { try $0.get() })
    }
    return article(table)
  }

  private func sums(
    _ stage: Stage, _ requests: [MethodRequest], _ count: Int, seed: UInt64
  ) throws -> [Sums] {
    let rollouts = try stage.rollouts(count, seed: seed)
    let truths = stage.advantages(of: rollouts)
    return try zip(requests, Self.methods).map { request, method in
      let batch = method.anchors(rollouts)
      let credits = try request.attribute(batch, in: AttributionContext(seed: seed)).credits
      var sums = Sums()
      for (turn, truth) in truths.enumerated() {
        let credit = credits[rollouts.batch.decisions(of: turn).lowerBound]
        sums.squares += credit * credit
        sums.products += credit * truth.advantage
        sums.exact += truth.advantage * truth.advantage
        sums.errors += (credit - truth.advantage) * (credit - truth.advantage)
        sums.turns += 1
      }
      return sums
    }
  }

  private func article(_ table: [[[Sums]]]) -> String {
    let cosines = table.map { repetitions in
      Self.methods.indices.map { method in
        mean(
          repetitions.map { $0[method] }.map {
            $0.products / max(1e-300, ($0.squares * $0.exact).squareRoot())
          })
      }
    }
    let errors = table.map { repetitions in
      mean(repetitions.map { ($0[0].errors / $0[0].turns).squareRoot() })
    }
    let size = mean((table.last ?? []).map { ($0[0].exact / $0[0].turns).squareRoot() })
    let last = cosines.count - 1
    var lines = [
      "# Does the closure come to the exact advantage?", "",
      "Credits of `crbc` and `graphgpo` on `relay`, by the number of episodes of the task, beside the exact advantage.",
      "",
      "`make closure-curve` measures all of this again, seed \(repeating.seed). Written by the program, words included.",
      "",
      "## Overview", "",
      "With states that say all (the turn, and the simulator's whole state) and more and more episodes, shares of visits become probabilities, and Q - V of `crbc` the exact "
        + "advantage of the joint action. The distance in `graphgpo` takes a lucky transition for one that can be repeated, however often it "
        + "was seen to fail: its credit settles somewhere else. Both is seen here, for this scenario and this policy; no more is claimed. That Q - V "
        + "is `beta` times the tabular credit of `archer` is an identity, and a test.", "",
      "- With \(Self.counts[last]) episodes the cosine with the exact advantage is **\(digits(cosines[last][0].mean))** for `crbc` and "
        + "**\(digits(cosines[last][2].mean))** for the graph term of `graphgpo`.",
      "- With the privileged key, which lacks the turn and what the investigator noted, `crbc` comes to **\(digits(cosines[last][4].mean))**: the closure is that of the states it is given.",
      "- The error of `crbc` shrinks from \(digits(errors[0].mean)) with \(Self.counts[0]) episodes to \(digits(errors[last].mean)); the exact advantage itself has a "
        + "root mean square of \(digits(size.mean)).",
      "", "## The curve", "",
      "Cosine of all turns' credits with the exact advantages in the probability of success: 1 where credits are those up to their scale. "
        + "*no closure* (`k=0`) values a turn by its own episodes' outcomes. ±: 1.96 standard errors over repetitions. *error*: root mean "
        + "square of credit - advantage over turns.", "",
      "| episodes | repetitions | " + Self.methods.map(\.name).joined(separator: " | ")
        + " | error of `crbc` |",
      "| --: | --: |" + Self.methods.map { _ in " --: |" }.joined() + " --: |",
    ]
    for (place, count) in Self.counts.enumerated() {
      lines.append(
        "| \(count) | \(table[place].count) | "
          + cosines[place].map { "\(digits($0.mean)) ±\(digits($0.error))" }.joined(separator: " | ")
          + " | \(digits(errors[place].mean)) |")
    }
    lines += [
      "",
      "Methods as they were called: " + Self.methods.map { "`\($0.call)`" }.joined(separator: ", ")
        + ". Episodes of a repetition are one task, "
        + "from one start that is drawn.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func mean(_ values: [Double]) -> (mean: Double, error: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    return (mean, 1.96 * (variance / count).squareRoot())
  }

  private func digits(_ value: Double) -> String { String(format: "%.3f", value) }
}
