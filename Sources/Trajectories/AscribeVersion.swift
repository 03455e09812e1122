/// The version of Ascribe that writes files and reports.
public enum AscribeVersion {
  /// The current version, as in the header of a credits file.
  public static let current = "0.1.0"
}
