package dev.sonde.launcher.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version this program was built as, written into {@code build.properties} by the build. */
public final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"sonde " + current()};
    }

    /** For example {@code 0.1.0-SNAPSHOT}. */
    public static String current() {
        try (InputStream in = BuildVersion.class.getResourceAsStream("/dev/sonde/launcher/build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is not in this program");
            }
            Properties build = new Properties();
            build.load(in);
            return build.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
