package dev.sonde.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds the operators' page and the schema for editors to the descriptions that the reader uses. After a change of keys,
 * the tests write both anew: {@code mvn -pl collector -am -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dsonde.docs.write=true test}.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "configuration.md");
    private static final Path SCHEMA = Path.of(System.getProperty("basedir", "."), "..", "config", "sonde.schema.json");
    private static final String BEGIN = "<!-- keys: written by ConfigurationPageTest -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void page_describesEveryKeyAsTheReaderDoes() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).as("begin of keys in %s", PAGE).isGreaterThanOrEqualTo(BEGIN.length());
        assertThat(end).as("end of keys in %s", PAGE).isGreaterThanOrEqualTo(begin);

        String expected = page.substring(0, begin) + KeyReference.markdown() + "\n" + page.substring(end);
        if (Boolean.getBoolean("sonde.docs.write")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    @Test
    void schema_saysWhatTheReaderReads() throws Exception {
        String expected = ConfigReference.schema();
        if (Boolean.getBoolean("sonde.docs.write")) {
            Files.writeString(SCHEMA, expected);
        }

        assertThat(Files.readString(SCHEMA)).isEqualTo(expected);
    }
}
