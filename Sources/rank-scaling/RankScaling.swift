import ArgumentParser
import Ascribe
import Foundation
import Simulation

/// Says how long a study takes on 1 to 1,024 processes, from what its steps cost on this machine, and where it stops getting
/// faster.
@main
struct RankScaling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank-scaling",
    abstract: "Simulate a study on many processes from measured costs, as an article in Markdown.")

  @Option(help: "The scenario.")
  var scenario = "relay"

  @Option(help: "The methods.")
  var methods = "grpo,c3(alternatives=16)"

  @Option(help: "Batches that are timed.")
  var measured = 60

  @Option(help: "Batches of the simulated study.")
  var batches = 10_000

  @Option(help: "Share of processes that are slow, and how many times longer they take.")
  var slowShare = 0.05

  @Option(help: "How many times longer slow processes take.")
  var slowdown = 2.0

  @Option(help: "Bytes a second that the first process takes in.")
  var bandwidth = 1e9

  @Option(help: "Cores of this machine, for the comparison with what was measured on it.")
  var cores = ProcessInfo.processInfo.activeProcessorCount

  @Option(
    help:
      "Seconds that `mpirun -n RANKS ascribe-mpi run` of this study with so many batches took here, as BATCHES:RANKS=SECONDS,..."
  )
  var real: String?

  func run() throws {
    let costs = try StudyCosts(scenario, methods: methods, batches: measured)
    let model = ScalingModel(
      costs: costs, slowShare: slowShare, slowdown: slowdown, bandwidth: bandwidth)
    var lines = [
      "# How far a study scales", "",
      "What `ascribe-mpi run \(scenario) --methods '\(methods)'` takes on many processes, simulated from what its steps cost on "
        + "one core of the machine that wrote this page (`make scaling`).", "",
      "## What is measured", "", "| step | where | cost |", "| --- | --- | --- |",
      "| start: compile and solve | every process | \(seconds(costs.start)) |",
      "| a batch: play, judge, measure | any process | \(seconds(costs.meanBatch)) (\(seconds(costs.fastest)) to "
        + "\(seconds(costs.slowest)) over \(measured) batches) |",
      "| what is kept of a batch | sent to the first process | \(costs.bytes / 1000) kB |",
      "| read it and add it up | the first process | \(seconds(costs.fold)) a batch |",
      "| intervals and tests | the first process | \(seconds(costs.summary)), and \(seconds(costs.summaryOfBatch)) a batch |",
      "",
    ]
    if let real { lines += try check(real, model) }
    lines += table(model)
    print(lines.joined(separator: "\n"))
  }

  private func table(_ model: ScalingModel) -> [String] {
    let alone = model.time(ranks: 1, batches: batches, isDynamic: true, hasSlow: false)
    var lines = [
      "## \(batches) batches", "",
      "Batches take times drawn from the measured ones. *Parts* are `--shard I/N`, with their batches fixed beforehand; *shared* is "
        + "`ascribe-mpi`, whose processes take the next batch as they get done. In the last two columns "
        + "\(Int(100 * slowShare))% of the processes are \(slowdown) times slower. Efficiency is the time of one process over that of n, "
        + "divided by n.", "",
      "| processes | seconds, shared | efficiency, parts | efficiency, shared | parts, some slow | shared, some slow |",
      "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    var half: Int?
    for power in 0...10 {
      let ranks = 1 << power
      let efficiency = { (isDynamic: Bool, hasSlow: Bool) in
        alone
          / (Double(ranks)
            * model.time(ranks: ranks, batches: batches, isDynamic: isDynamic, hasSlow: hasSlow))
      }
      let shared = efficiency(true, false)
      if shared < 0.5, half == nil { half = ranks }
      let shares = [efficiency(false, false), shared, efficiency(false, true), efficiency(true, true)]
      lines.append(
        "| \(ranks) | \(fixed(model.time(ranks: ranks, batches: batches, isDynamic: true, hasSlow: false))) | "
          + shares.map { "\(fixed(100 * $0))%" }.joined(separator: " | ") + " |")
    }
    let serial = model.serial(batches: batches)
    let bytes = Double(model.costs.bytes)
    lines += [
      "", "## Where it breaks", "",
      "- The first process alone spends \(fixed(serial)) s on what all made"
        + (half.map { ": from \($0) processes on, less than half of the machine is used." }
          ?? "; up to 1,024 processes at least half of the machine is used.")
        + " More batches, or costlier ones, move this point out; more processes do not.",
      "- It holds what is kept of all batches: \(fixed(bytes * Double(batches) / 1e9)) GB here, and "
        + "\(fixed(bytes * 1e6 / 1e9)) GB for a million batches, which take it \(fixed(model.serial(batches: 1_000_000) / 60)) minutes.",
      "- Parts are one file each, whatever the number of batches, so that 100,000 parts are 100,000 files; `merge` opens all of them. "
        + "Give a part so many batches that there are no more than a few thousand.", "",
    ]
    return lines
  }

  /// What was measured with real processes beside what the model says of this machine.
  private func check(_ text: String, _ model: ScalingModel) throws -> [String] {
    let halves = text.split(separator: ":")
    guard halves.count == 2, let batches = Int(halves[0]) else {
      throw ValidationError("--real is BATCHES:RANKS=SECONDS,...")
    }
    var lines = [
      "## The model against real processes", "",
      "\(batches) batches on this machine, which has \(cores) cores; processes beyond them share. What was measured has the start and "
        + "the end of `mpirun` in it, which the model has not.", "",
      "| processes | seconds by the model | seconds measured |", "| ---: | ---: | ---: |",
    ]
    for pair in halves[1].split(separator: ",") {
      let parts = pair.split(separator: "=")
      guard parts.count == 2, let ranks = Int(parts[0]), let found = Double(parts[1]) else {
        throw ValidationError("--real has \"\(pair)\"; accepted: RANKS=SECONDS.")
      }
      let expected = model.time(
        ranks: ranks, batches: batches, isDynamic: true, hasSlow: false,
        crowding: max(1, Double(ranks) / Double(cores)))
      lines.append("| \(ranks) | \(fixed(expected)) | \(fixed(found)) |")
    }
    return lines + [""]
  }

  private func seconds(_ value: Double) -> String {
    value < 0.001
      ? "\(String(format: "%.0f", 1e6 * value)) µs"
      : value < 1 ? "\(String(format: "%.1f", 1e3 * value)) ms" : "\(String(format: "%.2f", value)) s"
  }

  private func fixed(_ value: Double) -> String { String(format: value < 100 ? "%.1f" : "%.0f", value) }
}
