/// What navigator and reader do; links are numbers from 0.
package enum WebAction: Hashable, Sendable, CustomStringConvertible {
  case follow(UInt8)
  case back
  case home
  /// The reader glances at a record, or reads it.
  case skim
  case read
  /// The navigator asks for another look.
  case reread
  case openForm
  /// The navigator fills a field with care, or pastes what it has.
  case fill
  case paste
  case submit
  case logIn

  package var description: String {
    switch self {
    case .follow(let link): "follow-\(link)"
    case .back: "back"
    case .home: "home"
    case .skim: "skim"
    case .read: "read"
    case .reread: "reread"
    case .openForm: "open-form"
    case .fill: "fill"
    case .paste: "paste"
    case .submit: "submit"
    case .logIn: "log-in"
    }
  }
}

/// A page as it looks. Nothing of the server is in it.
package struct WebObservation: Hashable, Sendable {
  let page: Web.State.Page
  let report: Web.State.Report
  let filled: UInt8
  /// Bit k: link k has the colour of a visited one.
  let visited: UInt64
  /// Section and record, counted from 1, where pages say it; 0 otherwise.
  let section: UInt8
  let record: UInt8
}
