package dev.sonde.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelMemoryTest {
    private static final Location EU = new Location("eu");

    private final LabelMemory memory = new LabelMemory(LabelForm.TEXT);
    private final Check api = SampleView.check("checkout-api", "checkout", Map.of("region", "eu"));
    private final Check plain = SampleView.check("plain", null, Map.of());

    @Test
    void labels_areTheSameBytesOnEveryPage() {
        List<byte[]> first = page(api, plain);

        for (int i = 0; i < 3; i++) {
            List<byte[]> next = page(api, plain);

            assertThat(next.get(0)).isSameAs(first.get(0));
            assertThat(next.get(1)).isSameAs(first.get(1));
        }
    }

    @Test
    void labels_areRenderedAnewForTheSubjectThatChangedAlone() {
        List<byte[]> first = page(api, plain);
        Check moved = SampleView.check("checkout-api", "checkout", Map.of("region", "us"));

        List<byte[]> next = page(moved, plain);

        assertThat(new String(next.get(0), StandardCharsets.UTF_8)).contains("region=\"us\"");
        assertThat(next.get(1)).isSameAs(first.get(1));
    }

    private List<byte[]> page(Check... checks) {
        memory.rewind();
        List<byte[]> labels = new ArrayList<>();
        for (Check check : checks) {
            labels.add(memory.probe(check, EU).bytes());
        }
        return labels;
    }
}
