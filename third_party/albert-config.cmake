# What a project that links albert::albert needs to find beside it.
include(CMakeFindDependencyMacro)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_dependency(Threads)
find_dependency(fmt)
include(${CMAKE_CURRENT_LIST_DIR}/plain_library.cmake)
albert_find_plain(crypto openssl/evp.h crypto)
albert_find_plain(utf8proc utf8proc.h utf8proc)
include(${CMAKE_CURRENT_LIST_DIR}/albert-targets.cmake)
