import CreditNumerics

/// `Q_tot = sum_i Q_i`: VDN's mixture.
///
/// Source: Sunehag et al. 2017, arXiv 1706.05296.
struct AdditiveModel: LinearModel, UtilityModel {
  let rows: TeamRows
  let terms: LinearTerms

  var parameterCount: Int { rows.choiceCount }

  init(_ rows: TeamRows) {
    self.rows = rows
    terms = LinearTerms(
      start: rows.rowStart, parameter: rows.rowChoice,
      coefficient: Array(repeating: 1, count: rows.rowChoice.count))
  }

  func greedyValues(_ parameters: [Double]) -> [Double] {
    let largest = largestUtilities(parameters)
    return rows.profileRow.map { row in
      rows.choices(of: Int(row)).reduce(0) { $0 + largest[Int(rows.choiceContext[Int($1)])] }
    }
  }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    rows.choices(of: row).enumerated().reduce(0) {
      $0 + parameters[$1.offset == place ? choice : Int($1.element)]
    }
  }

  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    parameters[choice]
  }
}
