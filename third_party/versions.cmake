# Sets ALBERT_LIBRARY_VERSIONS, which `albert --version` prints: "CLI11 2.1.2, Eigen 3.4.0, ...".

# header_version(OUT HEADER PATTERN): joins the numbers of the lines of a header that match.
function(header_version out header pattern)
  file(STRINGS ${header} lines REGEX "${pattern}")
  string(REGEX REPLACE "[^;]*[ \"(]([0-9.]+)[^;]*" "\\1" numbers "${lines}")
  string(REPLACE ";" "." version "${numbers}")
  set(${out} ${version} PARENT_SCOPE)
endfunction()

header_version(openssl ${ALBERT_crypto_INCLUDE_DIR}/openssl/opensslv.h "define OPENSSL_VERSION_STR ")
header_version(protozero ${ALBERT_protozero_INCLUDE_DIR}/protozero/version.hpp "define PROTOZERO_VERSION_STRING")
header_version(utf8proc ${ALBERT_utf8proc_INCLUDE_DIR}/utf8proc.h "define UTF8PROC_VERSION_(MAJOR|MINOR|PATCH)")
header_version(lzma ${ALBERT_lzma_INCLUDE_DIR}/lzma/version.h "define LZMA_VERSION_(MAJOR|MINOR|PATCH) ")
header_version(zlib ${ALBERT_zlib_INCLUDE_DIR}/zlib.h "define ZLIB_VERSION ")
header_version(zstd ${ALBERT_zstd_INCLUDE_DIR}/zstd.h "define ZSTD_VERSION_(MAJOR|MINOR|RELEASE) ")
set(versions "CLI11 ${CLI11_VERSION}" "Eigen ${Eigen3_VERSION}" "fmt ${fmt_VERSION}"
             "nlohmann-json ${nlohmann_json_VERSION}" "OpenSSL ${openssl}" "protozero ${protozero}"
             "utf8proc ${utf8proc}" "xz ${lzma}" "zlib ${zlib}" "zstd ${zstd}")
list(JOIN versions ", " ALBERT_LIBRARY_VERSIONS)
set(ALBERT_LIBRARY_VERSIONS "${ALBERT_LIBRARY_VERSIONS}" PARENT_SCOPE)
