# Run by ctest: cmake --install, every command from the prefix, then configure, build and run the
# consumer. Any step that fails fails the test.
function(step)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${SCRATCH}/prefix ${SCRATCH}/build)
step(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix)
if(EXISTS ${SCRATCH}/prefix/bin/albert)
  step(${SH} ${SOURCE}/every_command.sh ${SCRATCH}/prefix/bin/albert)
endif()
step(${CMAKE_COMMAND} -S ${SOURCE}/consumer -B ${SCRATCH}/build -G ${GENERATOR} -D CMAKE_BUILD_TYPE=Release
     -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_CXX_FLAGS=${CXX_FLAGS})
step(${CMAKE_COMMAND} --build ${SCRATCH}/build)
step(${SCRATCH}/build/consumer)
