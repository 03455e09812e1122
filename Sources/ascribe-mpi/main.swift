import AscribeCommand
import CMPI

/// The processes that `mpirun` or `srun` started together, by Open MPI.
struct OpenMPITeam: RankTeam {
  let rank, count: Int

  /// Joins them; `nil` where they cannot be joined.
  init?() {
    var (rank, count): (Int32, Int32) = (0, 0)
    guard cmpi_begin(&rank, &count) == 0 else { return nil }
    (self.rank, self.count) = (Int(rank), Int(count))
  }

  func restart() { cmpi_restart() }

  func next() -> Int { Int(cmpi_next()) }

  func gather(_ bytes: [UInt8]) -> [[UInt8]]? {
    var sizes = [Int64](repeating: 0, count: rank == 0 ? count : 0)
    cmpi_sizes(Int64(bytes.count), &sizes)
    var all = [UInt8](repeating: 0, count: sizes.reduce(0) { $0 + Int($1) })
    cmpi_gather(bytes, Int64(bytes.count), &all, sizes)
    guard rank == 0 else { return nil }
    var start = 0
    return sizes.map { size in
      defer { start += Int(size) }
      return Array(all[start..<start + Int(size)])
    }
  }

  func end(_ code: Int32) { cmpi_end(code) }
}

guard let team = OpenMPITeam() else { fatalError("Open MPI cannot begin, or lets no threads use it.") }
AscribeCLI.main(team: team)
