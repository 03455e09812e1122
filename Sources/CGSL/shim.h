#pragma once

#include <gsl/gsl_cblas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_multilarge.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_splinalg.h>
#include <gsl/gsl_spmatrix.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_vector.h>

// GSL names its methods by global pointer variables, which Swift 6 must take for shared mutable state. They are set
// when the library is built and never change, so reading one through a function is safe from any thread.
static inline gsl_multilarge_linear_workspace *cgsl_multilarge_linear_alloc_tsqr(size_t columns) {
  return gsl_multilarge_linear_alloc(gsl_multilarge_linear_tsqr, columns);
}

// OpenBLAS splits large products over threads, and how it splits them moves last digits. OpenBLAS declares this in a
// header of a common name, so it is declared here.
void openblas_set_num_threads(int num_threads);
