import Ascribe
import CreditMethods
import Foundation
import Simulation

extension BiasAtlas {
  /// The page as text: what was measured and how, then a line for every method and unit.
  var text: String {
    get throws { (try heading + table).joined(separator: "\n") + "\n" }
  }

  private var heading: [String] {
    get throws {
      let call = try page.scenario
      return [
        "Bias of credit methods on \(call), behaviour policy, memory last",
        "\(page.batches) batches of \(page.episodes) episodes in groups of \(page.groupSize), seed \(page.seed); "
          + "critics are fitted to \(page.fitEpisodes) episodes more",
        page.remembers
          ? "tigpo remembers as many episodes of the same tasks"
          : "tigpo remembers nothing: tasks start apart",
        "successReward is 1, the scenario's own, where a method has it",
        "",
        "bias   E[credit | agent, turn, information state, action] less that of the exact counterfactual credit",
        "mean   bias over the decisions of an agent at a turn, with its standard error over batches",
        "rms    root mean square of the biases of its cells (information state, action), weighted by visits",
        "noise  root mean square of their standard errors: about the rms of a method without bias",
        "scale  least-squares factor through the origin from all credits to all exact ones; none where either are 0",
        "exact  rms of the mean exact credit of the unit's cells",
        "",
      ]
    }
  }

  private var table: [String] {
    var lines = [
      ["method", "unit", "exact", "mean", "error", "rms", "noise", "scale", "mean", "error", "rms", "noise"]
    ]
    var reasons: [String] = []
    for row in rows {
      switch row.measured {
      case .failure(let error): reasons.append("\(row.label): not measured, since \(error)")
      case .success(let found):
        for index in units.indices {
          let unit = units[index]
          lines.append(
            [row.label, "\(unit.agent) t\(unit.turn)", number(unit.exact)] + columns(found.raw[index])
              + [found.scale.map(number) ?? "none"] + (found.scaled.map { columns($0[index]) } ?? []))
        }
      }
    }
    return aligned(lines) + reasons
  }

  private func columns(_ bias: Bias) -> [String] {
    [bias.mean, bias.error, bias.rms, bias.noise].map(number)
  }

  /// Four decimals, and no negative zero.
  private func number(_ value: Double) -> String {
    let text = String(format: "%.4f", value)
    return text == "-0.0000" ? "0.0000" : text
  }

  /// Columns of equal width, the first two aligned left.
  private func aligned(_ lines: [[String]]) -> [String] {
    let widths = lines[0].indices.map { column in
      lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { line in
      line.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        guard column < 2 else { return blanks + cell }
        return column == line.count - 1 ? cell : cell + blanks
      }.joined(separator: "  ")
    }
  }
}
