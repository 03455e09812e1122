import CGLPK
import Glibc

/// What GLPK keeps of each thread that it was used on, some kilobytes: nobody but the thread can free it, so that a program that
/// begins many threads would hold ever more.
enum SolverThread {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { _ in _ = glp_free_env() }
    return key
  }()

  /// Has it freed when this thread ends.
  static func freeAtEnd() {
    // The destructor is called for what is not null, whatever it is.
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
  }
}
