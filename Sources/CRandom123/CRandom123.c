#include "CRandom123.h"
