package dev.sonde.agent.blackbox.module;

import com.google.re2j.Pattern;
import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list {@code query_response}, alike in {@code tcp} and {@code unix}, shorter in {@code websocket}. */
final class QueryKeys {
    private static final Key<Pattern> EXPECT =
            Key.optional("expect", GoValues.expression(), "waited for, line by line");
    private static final Key<Bytes> EXPECT_BYTES = Key.optional("expect_bytes", GoValues.bytes(), "bytes waited for");
    private static final Key<String> NAME = Key.required("name", labelName(), "the label");
    private static final Key<String> VALUE = Key.optional("value", GoValues.text(), "its value, with ${1} for groups");
    private static final Block LABEL = Block.of("label", NAME, VALUE);
    private static final Key<List<MappingView>> LABELS =
            Key.optional("labels", ListShape.repeatable(LABEL), "labels of probe_expect_info");
    private static final Key<Bytes> SEND = Key.optional("send", GoValues.bytes(), "sent, with ${1} for groups");
    private static final Key<Boolean> STARTTLS =
            Key.withDefault("starttls", GoValues.bool(), "false", "whether TLS begins here");

    /** Of {@code tcp} and {@code unix}. */
    static final Key<List<MappingView>> STEPS = Key.optional(
            "query_response",
            ListShape.repeatable(Block.of("step", EXPECT, EXPECT_BYTES, LABELS, SEND, STARTTLS)),
            "the dialogue");

    /** Of {@code websocket}. */
    static final Key<List<MappingView>> MESSAGES =
            Key.optional("query_response", ListShape.repeatable(Block.of("step", EXPECT, SEND)), "the dialogue");

    private QueryKeys() {}

    static List<QueryStep> read(@Nullable List<MappingView> written, Problems problems) {
        List<QueryStep> steps = new ArrayList<>();
        for (MappingView step : written == null ? List.<MappingView>of() : written) {
            if (!step.isSound()) {
                continue;
            }
            Bytes bytes = orNone(step.find(EXPECT_BYTES));
            Pattern expect = step.find(EXPECT);
            if (expect != null && !bytes.isEmpty()) {
                problems.error(step.place(EXPECT_BYTES), "expect and expect_bytes together", "only one of them");
            }
            List<QueryStep.Label> labels = new ArrayList<>();
            List<MappingView> blocks = step.find(LABELS);
            for (MappingView label : blocks == null ? List.<MappingView>of() : blocks) {
                String value = label.find(VALUE);
                labels.add(new QueryStep.Label(label.get(NAME), value == null ? "" : value));
            }
            steps.add(new QueryStep(expect, bytes, labels, orNone(step.find(SEND)), step.get(STARTTLS)));
        }
        return steps;
    }

    static List<QueryStep> readMessages(@Nullable List<MappingView> written) {
        List<QueryStep> steps = new ArrayList<>();
        for (MappingView step : written == null ? List.<MappingView>of() : written) {
            if (step.isSound()) {
                steps.add(new QueryStep(step.find(EXPECT), Bytes.NONE, List.of(), orNone(step.find(SEND)), false));
            }
        }
        return steps;
    }

    private static Bytes orNone(@Nullable Bytes bytes) {
        return bytes == null ? Bytes.NONE : bytes;
    }

    private static Scalar<String> labelName() {
        return Scalar.of("label name", "a label name of letters, digits and _", text -> {
            if (!text.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
