package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.launcher.command.BuildVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What a user gets: the one jar, as built, on the JDK that runs this test. */
class PackagedJarIT {
    private static final Path JAR = Path.of(System.getProperty("sonde.jar"));

    @Test
    void version_isPrintedByThePackagedJarAlone() throws Exception {
        Process sonde = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"), "-jar", JAR.toString(), "--version")
                .redirectErrorStream(true)
                .start();

        String output = new String(sonde.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.strip()).isEqualTo("sonde " + BuildVersion.current());
        assertThat(sonde.waitFor()).isZero();
    }

    @Test
    void jar_carriesLicencesAndNativesButNoSignaturesOrModules() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .contains(
                            "META-INF/LICENSE",
                            "META-INF/NOTICE",
                            "META-INF/THIRD-PARTY.txt",
                            "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
                            "META-INF/native/libnetty_quiche42_linux_x86_64.so",
                            "META-INF/native/libnetty_quiche42_linux_aarch_64.so",
                            "META-INF/license/LICENSE.quiche.txt",
                            "META-INF/native/libnetty_tcnative_linux_x86_64.so",
                            "META-INF/native/libnetty_tcnative_linux_aarch_64.so",
                            "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
                            "org/sqlite/native/Linux/aarch64/libsqlitejdbc.so")
                    .noneMatch(name -> name.contains("_osx_") || name.contains("_windows_"))
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"))
                    .doesNotHaveDuplicates();
            assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
                    .isEqualTo("ALL-UNNAMED");
        }
    }
}
