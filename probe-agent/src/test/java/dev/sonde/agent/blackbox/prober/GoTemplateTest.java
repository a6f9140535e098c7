package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTemplateTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            EHLO ${1},         EHLO mail
            $1 and ${2},       mail and ESMTP
            ${name}!,          mail!
            $name!,            mail!
            $1x,               ''
            ${1}x,             mailx
            $$1,               $1
            ${9}-,             -
            ${nobody}-,        -
            a $ b,             a $ b
            ${1,               ${1
            ${},               ${}
            $,                 $
            """)
    void expand_putsGroupsInTheirPlaces(String template, String expected) {
        byte[] line = "220 mail ESMTP".getBytes(StandardCharsets.UTF_8);
        Matcher matcher = Pattern.compile("^220 (?P<name>[^ ]+) (.*)$").matcher(line);
        assertThat(matcher.find()).isTrue();

        byte[] expanded = GoTemplate.expand(template.getBytes(StandardCharsets.UTF_8), matcher, line);

        assertThat(new String(expanded, StandardCharsets.UTF_8)).isEqualTo(expected);
    }
}
