import Ascribe
import CreditMethods
import Glibc
import Trajectories
import Walks

/// Prints what methods cost on batches that are in memory: turns a second on one core, by processor time, and bytes a
/// turn beyond the batch, credits included.
///
///     method-cost 1e6 grpo gigpo "hgpo(k=4)"
@main
struct MethodCost {
  /// The methods that need nothing beside a batch.
  private static let methods = [
    "grpo", "rloo", "drgrpo", "gigpo", "hgpo", "graphgpo", "graph", "g2po", "gepo", "rewardflow", "tigpo",
    "graphpo",
    "hcapo", "hca_return", "hca_state", "cocoa", "cca", "rudder", "synthetic", "pbrs", "gae", "td", "nstep",
    "mc",
    "lambda_return", "tempo", "tree_grpo", "hicra", "m_grpo", "dr_mas", "ecpo", "mt_grpo", "vspo", "starpo_s",
    "aslr", "identical", "gvpo", "a3", "stepagent", "crbc", "hae", "qllm", "magrpo",
  ]
  /// Those that read what a judge, a belief, a reference policy or the policy's entropy says as well.
  private static let methodsOfSignals = [
    "llm_mca", "mappa", "capo", "adca", "pure", "finepo", "delta_belief", "igpo", "a2tgpo", "sepo",
    "criticsearch", "tarl", "aem", "t2po", "sorl", "qstar", "treg", "spro", "prl", "dpo_implicit",
  ]
  /// The best of so many runs is taken, or of fewer that take so many seconds together.
  private static let runs = 7
  private static let seconds = 5.0

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let name = arguments.first, let material = Material.named(name) else {
      print("usage: method-cost \(Material.all.map(\.name).joined(separator: "|")) [METHOD ...]")
      return
    }
    let batch = try material.batch()
    let all = material.name == "signals" ? methodsOfSignals : methods
    for call in arguments.count > 1 ? Array(arguments.dropFirst()) : all {
      let request = try MethodRequest(Call(call))
      let (best, credits) = try time(request, batch)
      let bytes = try Process.peakBytes { _ = try request.attribute(batch, in: AttributionContext()) }
      print(
        call, "\(material.name):", rounded(Double(batch.turnCount) / best / 1e6), "million turns/s,",
        rounded(best * 1000), "ms,", bytes.map { rounded(Double($0) / Double(batch.turnCount)) } ?? "?",
        "bytes a turn, checksum", checksum(credits))
      fflush(nil)
    }
  }

  /// Processor seconds of the fastest run, and its credits.
  private static func time(_ request: MethodRequest, _ batch: TrajectoryBatch) throws -> (Double, [Double]) {
    var best = Double.infinity
    var sum = 0.0
    var credits: [Double] = []
    for _ in 0..<runs where sum < seconds {
      credits = []
      let start = Process.processorSeconds
      credits = try request.attribute(batch, in: AttributionContext()).credits
      let seconds = Process.processorSeconds - start
      best = min(best, seconds)
      sum += seconds
    }
    return (best, credits)
  }

  /// All bits of the credits in one word: equal where results are.
  private static func checksum(_ credits: [Double]) -> String {
    // FNV-1a over the bits (Fowler, Noll and Vo).
    let hash = credits.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ $1.bitPattern) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }

  private static func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}
