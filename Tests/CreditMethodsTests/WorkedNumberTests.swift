import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Credits of the worked traces against numbers of an independent computation. They were printed with 12 decimals, so
/// they are off by up to 5e-13, and with `eps` = 1e-6 rounding differs by less than 1e-12 here: 1e-11 tells every
/// convention from every other.
private let printed = 1e-11

/// What one method gives under some settings.
struct Worked: Sendable, CustomTestStringConvertible {
  let settings: String
  let credits: [Double]
  var testDescription: String { settings.isEmpty ? "defaults" : settings }
}

@Suite struct WorkedNumberTests {
  /// The episodes as other tests write them by hand are those of the files, down to the written bytes.
  @Test(arguments: WorkedTrace.allCases)
  func draftsAreTheRecordedTraces(_ trace: WorkedTrace) throws {
    var recorded: [UInt8] = []
    var drafted: [UInt8] = []
    TraceWriter.append(try workedTrace(trace), to: &recorded)
    TraceWriter.append(makeBatch(workedDrafts(trace)), to: &drafted)
    #expect(String(decoding: drafted, as: UTF8.self) == String(decoding: recorded, as: UTF8.self))
  }

  @Test(arguments: [
    Worked(
      settings: "",
      credits: [
        0.866003819592, 0.866003819592, 0.866003819592,
        -0.874620773021, -0.874620773021, -0.874620773021,
        0.866003819592, 0.866003819592,
        -0.857386866163, -0.857386866163, -0.857386866163, -0.857386866163,
      ]),
    Worked(
      settings: "weighting=cross_steps",
      credits: [
        1.132809805412, 1.132809805412, 1.132809805412,
        -0.820199418143, -0.820199418143, -0.820199418143,
        1.132809805412, 1.132809805412,
        -0.800862693158, -0.800862693158, -0.800862693158, -0.800862693158,
      ]),
    // Only the mean is subtracted: R = 10, -0.1, 10, 0 around 4.975.
    Worked(
      settings: "norm=mean",
      credits: [5.025, 5.025, 5.025, -5.075, -5.075, -5.075, 5.025, 5.025, -4.975, -4.975, -4.975, -4.975]),
  ])
  func grpoOnOneAgent(_ worked: Worked) throws {
    try expectEqual(credits(GRPO.self, workedTrace(.e1), worked.settings), worked.credits, within: printed)
  }

  @Test func grpoCopiesToBothAgents() throws {
    let up = 0.912870762509
    let expected = [up, -up, up, -up, -up, up].flatMap { [$0, $0, $0] }
    try expectEqual(credits(GRPO.self, workedTrace(.e2)), expected, within: printed)
  }

  @Test(arguments: [
    Worked(
      settings: "",
      credits: [
        1.914193707872, 2.020656673331, 1.443353988782,
        -1.616933185005, -1.461015154239, -1.442879245542,
        2.007449036011, 1.443353988782,
        -1.581048212520, -0.857386866163, -1.581048212520, -2.012087204543,
      ]),
    Worked(
      settings: "norm=mean",
      credits: [
        10.364, 11.391666666667, 8.358333333333,
        -8.856, -8.308333333333, -8.208333333333,
        10.839, 8.358333333333,
        -8.661, -4.975, -8.661, -11.641666666667,
      ]),
    Worked(
      settings: "penalty=row weighting=cross_steps",
      credits: [
        2.180883170466, 2.287479067223, 1.710176382674,
        -1.536288079695, -1.412177826426, -1.374649742890,
        2.274459684482, 1.710176382674,
        -1.536288079695, -0.806391270369, -1.536288079695, -1.961091608748,
      ]),
  ])
  func gigpoOnOneAgent(_ worked: Worked) throws {
    try expectEqual(credits(GiGPO.self, workedTrace(.e1), worked.settings), worked.credits, within: printed)
  }

  @Test func gigpoCopiesToBothAgents() throws {
    let together = 1.825741516245
    let alone = 1.825741525017
    let expected = [1.0, -1, 1, -1, -1, 1].flatMap { [$0 * together, $0 * together, $0 * alone] }
    try expectEqual(credits(GiGPO.self, workedTrace(.e2)), expected, within: printed)
  }

  @Test(arguments: [
    Worked(
      settings: "weightEpisode=0",
      credits: [
        -0.669660696761, 1.150019641197, 0.577350169090,
        -0.669660696761, -0.485079374723, -0.664940266474,
        1.092604294716, 0.577350169090,
        -0.845887195909, 0, 1.092604294716, -1.154700338179,
      ]),
    Worked(
      settings: "weightEpisode=0 convention=paper",
      credits: [
        -0.669648895773, 1.150000837545, 0.577349268190,
        -0.669648895773, -0.485071443325, -0.664929394220,
        1.092585040472, 0.577349268190,
        -0.845872289398, 0, 1.092585040472, -1.154698536381,
      ]),
    Worked(
      settings: "weightEpisode=0 convention=progress",
      credits: [
        -0.669661876883, 1.150021521596, 0.577350169090,
        -0.669661876883, -0.485080167877, -0.664941353719,
        1.092606220177, 0.577350169090,
        -0.845888686589, 0, 1.092606220177, -1.154700338179,
      ]),
    Worked(
      settings: "",
      credits: [
        0.196343122831, 2.016023460789, 1.443353988682,
        -1.544281469782, -1.359700147744, -1.539561039495,
        1.958608114308, 1.443353988682,
        -1.703274062072, -0.857386866163, 0.235217428552, -2.012087204342,
      ]),
  ])
  func graphgpoOnOneAgent(_ worked: Worked) throws {
    try expectEqual(
      credits(GraphGPO.self, workedTrace(.e1), worked.settings), worked.credits, within: printed)
  }
}
