@testable import Critics

/// Matrix games of the papers on value decomposition, as joint tables.
enum MatrixGames {
  /// Son et al. 2019, arXiv 1905.05408, table 1.
  static func qtran() throws -> JointTable {
    try JointTable(counts: [3, 3], values: [8, -12, -12, -12, 0, 0, -12, 0, 0])
  }

  /// Wang et al. 2021, arXiv 2008.01062, the harder game.
  static func harder() throws -> JointTable {
    try JointTable(counts: [3, 3], values: [8, -12, -12, -12, 6, 0, -12, 0, 6])
  }

  /// Claus and Boutilier 1998.
  static func climbing() throws -> JointTable {
    try JointTable(counts: [3, 3], values: [11, -30, 0, -30, 7, 6, 0, 0, 5])
  }

  /// Claus and Boutilier 1998, with k = -10.
  static func penalty() throws -> JointTable {
    try JointTable(counts: [3, 3], values: [10, 0, -10, 0, 2, 0, -10, 0, 10])
  }

  /// The second matrix of the two-step game, Rashid et al. 2018, arXiv 1803.11485.
  static func twoStepB() throws -> JointTable { try JointTable(counts: [2, 2], values: [0, 1, 1, 8]) }
}
