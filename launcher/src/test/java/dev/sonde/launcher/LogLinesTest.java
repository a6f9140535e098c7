package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    @Test
    void text_isOneLineWhateverTheMessageHolds() {
        String line = encode(LogOptions.LogFormat.text, false, "first\n  second", new IllegalStateException("a\r\nb"));

        assertThat(line)
                .isEqualTo("2026-01-02T03:04:05.678Z WARN  Thing: first | second: IllegalStateException: a | b\n");
    }

    @Test
    void text_showsTheTraceOnlyWhenWanted() {
        String lines = encode(LogOptions.LogFormat.text, true, "it broke", new IllegalStateException("why"));

        assertThat(lines.lines().skip(1)).first().isEqualTo("java.lang.IllegalStateException: why");
        assertThat(lines).contains("\tat dev.sonde.launcher.LogLinesTest");
    }

    @Test
    void json_isOneObjectOnOneLine() {
        String line = encode(LogOptions.LogFormat.json, true, "\"quoted\"\n\u0001\\", new IllegalStateException());

        assertThat(line.lines()).hasSize(1);
        JsonObject json = new JsonObject(line);
        assertThat(json.getString("time")).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(json.getString("level")).isEqualTo("warn");
        assertThat(json.getString("logger")).isEqualTo("dev.sonde.some.Thing");
        assertThat(json.getString("message")).isEqualTo("\"quoted\"\n\u0001\\");
        assertThat(json.getString("error")).isEqualTo("IllegalStateException");
        assertThat(json.getString("trace")).contains("at dev.sonde.launcher.LogLinesTest");
    }

    private static String encode(LogOptions.LogFormat format, boolean traces, String message, Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("dev.sonde.some.Thing"), Level.WARN, message, thrown, null);
        event.setTimeStamp(1_767_323_045_678L);
        return new String(new LogLines(format, traces).encode(event), StandardCharsets.UTF_8);
    }
}
