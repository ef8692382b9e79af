# albert_find_plain(NAME HEADER LIBRARY): finds a library that ships no CMake configuration and
# makes it the imported target albert::NAME. The installed package includes this file as well.
function(albert_find_plain name header library)
  if(TARGET albert::${name})
    return()
  endif()
  find_path(ALBERT_${name}_INCLUDE_DIR ${header} REQUIRED)
  find_library(ALBERT_${name}_LIBRARY ${library} REQUIRED)
  mark_as_advanced(ALBERT_${name}_INCLUDE_DIR ALBERT_${name}_LIBRARY)
  add_library(albert::${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(albert::${name} SYSTEM INTERFACE ${ALBERT_${name}_INCLUDE_DIR})
  target_link_libraries(albert::${name} INTERFACE ${ALBERT_${name}_LIBRARY})
endfunction()
