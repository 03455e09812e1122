import CreditMethods

/// The survey's methods with what runs of them (arXiv 2604.09459, inventory).
package struct SurveyListing: StoredResult, Hashable {
  /// `ascribe.survey/1`.
  package static let schema = "ascribe.survey/1"

  /// A method of the survey with what its operator needs.
  package struct Row: Sendable, Hashable, Codable {
    /// The method.
    package let method: SurveyMethod
    /// What its operator needs; empty where there is none.
    package let needs: [String]
    /// Whether it runs.
    package let runs: Bool
  }

  /// The 47, in the survey's order.
  package let rows: [Row]

  /// The listing, by what a catalogue has.
  package init(_ catalogue: MethodCatalogue) {
    let known = Set(catalogue.entries.map(\.card.id))
    rows = SurveyMethod.all.map { method in
      Row(
        method: method, needs: method.needs(in: catalogue), runs: method.id.map(known.contains) ?? false)
    }
  }
}

/// The methods of a catalogue by granularity and methodology, the two axes of the survey's taxonomy.
package struct MethodGrid: StoredResult, Hashable {
  /// `ascribe.method-grid/1`.
  package static let schema = "ascribe.method-grid/1"

  /// The methods of one granularity and methodology.
  package struct Cell: Sendable, Hashable, Codable {
    /// Where it is.
    package let granularity, methodology: String
    /// Identifiers, in the catalogue's order.
    package let methods: [String]
  }

  /// The granularities, from the finest to the coarsest, and the methodologies.
  package let granularities, methodologies: [String]
  /// The cells that are not empty.
  package let cells: [Cell]

  /// Number of methods.
  package var count: Int { cells.reduce(0) { $0 + $1.methods.count } }

  /// The grid of a catalogue.
  package init(_ catalogue: MethodCatalogue) {
    granularities = MethodCard.Granularity.allCases.map(\.rawValue)
    methodologies = SurveyMethodology.allCases.map(\.rawValue)
    var cells: [Cell] = []
    for granularity in MethodCard.Granularity.allCases {
      for methodology in SurveyMethodology.allCases {
        let methods = catalogue.entries.map(\.card).filter {
          $0.granularity == granularity && SurveyMethodology($0.methodology) == methodology
        }
        guard !methods.isEmpty else { continue }
        cells.append(
          Cell(
            granularity: granularity.rawValue, methodology: methodology.rawValue, methods: methods.map(\.id)))
      }
    }
    self.cells = cells
  }
}

/// The seven methodologies of the survey.
enum SurveyMethodology: String, CaseIterable {
  case monteCarlo = "Monte Carlo"
  case temporalDifference = "temporal difference"
  case criticOrJudge = "critic or judge"
  case gameTheoretic = "game-theoretic"
  case informationTheoretic = "information-theoretic"
  case implicit = "implicit"
  case graph = "graph"

  /// The one that a card's methodology belongs to: hindsight is what a critic knows afterwards, a decomposition of the return
  /// is learned from it, and an exact solution is a temporal difference without error.
  init(_ methodology: MethodCard.Methodology) {
    self =
      switch methodology {
      case .monteCarlo: .monteCarlo
      case .temporalDifference, .returnDecomposition, .exact: .temporalDifference
      case .critic, .judge, .hindsight: .criticOrJudge
      case .gameTheoretic: .gameTheoretic
      case .informationTheoretic: .informationTheoretic
      case .implicit: .implicit
      case .graph: .graph
      }
  }
}
