import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The files of the CMake project.
  func cmakeFiles(_ vectors: TestVectors) -> [CSourceBundle.File] {
    [.init(name: "CMakeLists.txt", text: cmakeLists(vectors))]
      + headerFiles(vectors).map { .init(name: "include/\($0.name)", text: $0.text) } + [
        .init(name: "src/\(name.text).c", text: implementation),
        .init(name: "example/example.c", text: example),
        .init(name: "test/selftest.c", text: selfTest),
        .init(name: "README.md", text: cmakeReadme),
      ]
  }

  private func cmakeLists(_ vectors: TestVectors) -> String {
    let prefix = name.text
    let first = vectors.vectors[0].trace.prediction
    return """
      \(scriptHead("CMakeLists.txt - \(summary)."))

      cmake_minimum_required(VERSION 3.16)
      project(\(prefix) VERSION \(origin.release) LANGUAGES C)

      # Inside another project only the two libraries are built.
      set(_top_level OFF)
      if(CMAKE_SOURCE_DIR STREQUAL PROJECT_SOURCE_DIR)
        set(_top_level ON)
      endif()
      option(\(macro("TESTS")) "Build the self-test and the example of \(prefix)" ${_top_level})
      option(\(macro("INSTALL")) "Install \(prefix)" ${_top_level})

      set(_headers
        "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
        "$<INSTALL_INTERFACE:include/\(prefix)>")

      # Headers only: every source file that includes \(prefix).h has its own copy of the tables.
      add_library(\(prefix)_header INTERFACE)
      add_library(\(prefix)::\(prefix)_header ALIAS \(prefix)_header)
      target_include_directories(\(prefix)_header INTERFACE ${_headers})

      # One copy of tables and functions for all source files.
      add_library(\(prefix) STATIC src/\(prefix).c)
      add_library(\(prefix)::\(prefix) ALIAS \(prefix))
      target_include_directories(\(prefix) PUBLIC ${_headers})
      target_compile_definitions(\(prefix) PUBLIC \(macro("SPLIT")))
      set_target_properties(\(prefix) PROPERTIES
        C_STANDARD 99 C_STANDARD_REQUIRED ON POSITION_INDEPENDENT_CODE ON)

      if(\(macro("TESTS")))
        enable_testing()
        add_executable(\(prefix)_selftest test/selftest.c)
        target_link_libraries(\(prefix)_selftest PRIVATE \(prefix)_header)
        add_executable(\(prefix)_example example/example.c)
        target_link_libraries(\(prefix)_example PRIVATE \(prefix))
        set_target_properties(\(prefix)_selftest \(prefix)_example PROPERTIES
          C_STANDARD 99 C_STANDARD_REQUIRED ON)
        add_test(NAME \(prefix).selftest COMMAND \(prefix)_selftest)
        add_test(NAME \(prefix).example COMMAND \(prefix)_example)
        set_tests_properties(\(prefix).example PROPERTIES PASS_REGULAR_EXPRESSION "class \(first), ")
      endif()

      if(\(macro("INSTALL")))
        include(GNUInstallDirs)
        include(CMakePackageConfigHelpers)
        set(_package "${CMAKE_INSTALL_LIBDIR}/cmake/\(prefix)")
        install(TARGETS \(prefix) \(prefix)_header EXPORT \(prefix)
          ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
        install(FILES include/\(prefix).h include/\(RuntimeSource.fileName)
          DESTINATION "include/\(prefix)")
        # The package needs no other, so the exported targets are its whole configuration.
        install(EXPORT \(prefix) FILE \(prefix)Config.cmake
          NAMESPACE \(prefix):: DESTINATION "${_package}")
        write_basic_package_version_file(
          "${PROJECT_BINARY_DIR}/\(prefix)ConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
        install(FILES "${PROJECT_BINARY_DIR}/\(prefix)ConfigVersion.cmake"
          DESTINATION "${_package}")
      endif()

      """
  }

  private var cmakeReadme: String {
    let prefix = name.text
    let minor = origin.release.split(separator: ".").prefix(2).joined(separator: ".")
    return """
      # \(prefix) for CMake

      \(sentence)
      \(banner.joined(separator: "  \n"))

      ```
      cmake -S . -B build && cmake --build build && ctest --test-dir build
      ```

      builds the libraries and runs the self-test (`PASS n/n`) and the example. In another project:

      ```cmake
      add_subdirectory(\(prefix))                     # this folder, also by FetchContent
      find_package(\(prefix) \(minor) CONFIG REQUIRED)    # or installed by `cmake --install build`
      target_link_libraries(firmware PRIVATE \(prefix)::\(prefix))
      ```

      | target | what |
      |---|---|
      | `\(prefix)::\(prefix)` | a static library: one copy of tables and functions, whoever includes the header |
      | `\(prefix)::\(prefix)_header` | headers only: all functions can be inlined, the tables are in every file that uses them |

      No flag is forced on the project. `\(macro("TESTS"))` and `\(macro("INSTALL"))` are off inside another
      project. `\(macro("CONST"))` and `\(macro("ALIGN"))` give the tables another section or alignment:
      `target_compile_definitions(\(prefix) PRIVATE ...)`.

      These files are free to use under the Zero-Clause BSD licence (SPDX: 0BSD).

      """
  }
}
