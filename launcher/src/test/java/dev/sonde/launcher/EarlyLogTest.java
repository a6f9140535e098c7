package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How a process logs before its options are read, and where somebody named a file of logback's own. */
class EarlyLogTest {
    private static final String FILE = "logback.configurationFile";

    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void nameNoFile() {
        System.clearProperty(FILE);
        execute("info");
    }

    @Test
    void autoConfig_writesLinesToStandardErrorFromInfoForUsAndFromWarnForLibraries() throws Exception {
        new ContextInitializer(context).autoConfig();

        Appender<ILoggingEvent> appender = root(context).getAppender("stderr");
        assertThat(appender)
                .isInstanceOfSatisfying(
                        ConsoleAppender.class,
                        console -> assertThat(console.getTarget()).isEqualTo("System.err"));
        assertThat(encode(appender)).isEqualTo("2026-01-02T03:04:05.678Z WARN  Thing: said\n");
        assertThat(context.getLogger("dev.sonde.agent").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("io.vertx").getEffectiveLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void autoConfig_leavesTheWordToAFileThatIsNamed() throws Exception {
        nameFile();

        new ContextInitializer(context).autoConfig();

        assertThat(root(context).getLevel()).isEqualTo(Level.ERROR);
        assertThat(encode(root(context).getAppender("theirs"))).isEqualTo("theirs: said");
    }

    @Test
    void options_changeNothingOfAFileThatIsNamed() throws Exception {
        nameFile();
        LoggerContext process = (LoggerContext) LoggerFactory.getILoggerFactory();
        process.getLogger("dev.sonde").setLevel(Level.WARN);

        execute("debug");
        Level withFile = process.getLogger("dev.sonde").getLevel();
        System.clearProperty(FILE);
        execute("debug");

        assertThat(withFile).isEqualTo(Level.WARN);
        assertThat(process.getLogger("dev.sonde").getLevel()).isEqualTo(Level.DEBUG);
    }

    @Test
    void options_holdWhereTheNamedFileIsMissing() {
        System.setProperty(FILE, directory.resolve("none.xml").toString());

        execute("error");

        LoggerContext process = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertThat(process.getLogger("dev.sonde").getLevel()).isEqualTo(Level.ERROR);
    }

    private void nameFile() throws Exception {
        Path file = Files.writeString(directory.resolve("theirs.xml"), """
                <configuration>
                  <appender name="theirs" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>theirs: %msg</pattern></encoder>
                  </appender>
                  <root level="ERROR"><appender-ref ref="theirs"/></root>
                </configuration>
                """);
        System.setProperty(FILE, file.toString());
    }

    private static void execute(String level) {
        Sonde.commandLine().setOut(new PrintWriter(new StringWriter())).execute("--log-level", level, "schema");
    }

    private String encode(Appender<ILoggingEvent> appender) {
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("dev.sonde.some.Thing"), Level.WARN, "said", null, null);
        event.setTimeStamp(1_767_323_045_678L);
        byte[] line = ((ConsoleAppender<ILoggingEvent>) appender).getEncoder().encode(event);
        return new String(line, StandardCharsets.UTF_8);
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
