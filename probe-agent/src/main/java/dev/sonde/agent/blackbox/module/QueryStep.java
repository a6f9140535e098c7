package dev.sonde.agent.blackbox.module;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a dialogue: what is waited for, then what is sent, then whether TLS begins.
 *
 * @param expect held against each line; null waits for none
 * @param expectBytes looked for in what arrives; empty waits for none
 * @param labels of {@code probe_expect_info}, values filled in from the groups of {@code expect}
 * @param send sent after that, filled in likewise; empty sends nothing
 */
public record QueryStep(@Nullable Pattern expect, Bytes expectBytes, List<Label> labels, Bytes send, boolean startTls) {
    public QueryStep {
        labels = List.copyOf(labels);
    }

    /** A label and the template of its value. */
    public record Label(String name, String value) {}
}
