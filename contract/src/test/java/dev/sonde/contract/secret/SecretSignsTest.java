package dev.sonde.contract.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretSignsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            http://me:pw@a.example/,             http://me:xxxxx@a.example/
            http://me:p:w@x@a.example/b,         http://me:xxxxx@a.example/b
            me:pw@a.example:80,                  me:xxxxx@a.example:80
            http://a.example/?a=b&api_key=c#d,   http://a.example/?a=b&api_key=xxxxx#d
            http://a.example/?Access-Token=c,    http://a.example/?Access-Token=xxxxx
            http://a.example/b:c@d,              http://a.example/b:c@d
            http://me@a.example/,                http://me@a.example/
            a.example:80,                        a.example:80
            [::1]:80,                            [::1]:80
            what is it? token=no,                what is it? token=no
            """)
    void masked_hidesPasswordsAndTellingParameters(String text, String masked) {
        assertThat(SecretSigns.masked(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            Authorization, true
            X-Api-Key,     true
            x_apikey,      true
            Set-Cookie,    true
            passwd,        true
            Accept,        false
            X-Team,        false
            """)
    void inName_goesByTheWordsInIt(String name, boolean holds) {
        assertThat(SecretSigns.inName(name)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PASS x                   | true
            AUTH LOGIN               | true
            {"password": "x"}        | true
            user=a&passwd=b          | true
            EHLO a.example           | false
            {"user": "x"}            | false
            """)
    void inLine_goesByCommandsAndKeys(String line, boolean holds) {
        assertThat(SecretSigns.inLine(line)).isEqualTo(holds);
    }
}
