// For packaging/tidy.sh only, included before anything else. Clang 14 cannot read LibTorch's
// headers with the constexpr std::vector that libstdc++ 12 has in C++20: it wants the destructors
// of vectors of types that are still incomplete. So <vector> is read without constexpr; everything
// it includes is read before, as it is. One declaration in stl_algobase.h must agree with <vector>:
// it is turned into one of a type that nobody uses.
#pragma once
#if __clang_major__ == 14

#define _Bit_iterator iterator_nobody_uses
#include <bits/stl_algobase.h>
#undef _Bit_iterator

#include <bits/algorithmfwd.h>
#include <bits/allocator.h>
#include <bits/range_access.h>
#include <bits/refwrap.h>
#include <bits/stl_construct.h>
#include <bits/stl_uninitialized.h>
#include <tuple>

#pragma push_macro("_GLIBCXX20_CONSTEXPR")
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#include <vector>
#pragma pop_macro("_GLIBCXX20_CONSTEXPR")
#endif
