package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepetitionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '~', textBlock = """
            abc @ 1
            a*b+c? @ 1
            a{7} @ 7
            a{2,7}b{3} @ 7
            a{5,} @ 5
            a{0} @ 1
            (a{5}|b{7}) @ 7
            (a{5}){7} @ 35
            (?:a{5}){7}b @ 35
            ((ab{2}){3}c){4} @ 24
            (a{5})(b{7}){2} @ 14
            a{x} @ 1
            a{,5} @ 1
            \\(a{5}\\){2} @ 5
            [(]a{5}[)]{2} @ 5
            []{5}]{2} @ 2
            [^]{5}]{2} @ 2
            [[:alpha:]{5}]{2} @ 2
            \\Q(a{9}\\E{2} @ 2
            \\x{1234}{2} @ 2
            \\p{Greek}{2} @ 2
            ((a{5}){7} @ 35
            (a{1000}){1000} @ 1001
            """)
    void most_multipliesCountsInsideCounts(String expression, long copies) {
        assertThat(Repetitions.most(expression)).isEqualTo(copies);
    }
}
