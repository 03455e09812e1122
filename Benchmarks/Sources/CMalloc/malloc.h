// Glibc's allocator controls, which Swift's module of glibc leaves out.
#include_next <malloc.h>
