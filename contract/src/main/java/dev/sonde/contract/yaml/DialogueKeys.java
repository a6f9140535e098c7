package dev.sonde.contract.yaml;

import com.google.re2j.Pattern;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Placeholders;
import dev.sonde.contract.secret.SecretText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The list {@code dialogue} of protocols that send and expect. */
final class DialogueKeys {
    static final int MOST_STEPS = 100;

    static final Key<SecretText> SEND = Key.optional(
            "send",
            Scalars.secretText(),
            "text to send, as it stands: no line end is added. May name secrets; `{{1}}` and `{{name}}` stand for groups captured before");
    static final Key<String> SEND_BYTES = Key.optional("send_bytes", hex(), "bytes to send");
    static final Key<String> EXPECT = Key.optional(
            "expect",
            Expressions.re2(),
            "RE2 expression that must match somewhere in what has come and is not used up, at most 64 KiB of it; `^` and `$` stand for a line's ends too. What it matches, and all before, is used up; its groups are captured. It is looked for as soon as anything comes: to capture a whole line, match its end");
    static final Key<String> EXPECT_BYTES =
            Key.optional("expect_bytes", hex(), "bytes that must come somewhere in what has come and is not used up");
    static final Key<Boolean> STARTTLS = Key.optional(
            "starttls",
            Scalars.word(yes -> "true", List.of(true)),
            "goes over to TLS. Whatever came in clear text and is not used up is dropped, so the step before should match the whole answer, its line end too");

    /** Steps that may go over to TLS. */
    static final Key<List<MappingView>> WITH_STARTTLS =
            dialogue(Block.of("a step", SEND, SEND_BYTES, EXPECT, EXPECT_BYTES, STARTTLS)
                    .exactlyOneOf(SEND, SEND_BYTES, EXPECT, EXPECT_BYTES, STARTTLS));
    /** Steps that may not. */
    static final Key<List<MappingView>> PLAIN = dialogue(Block.of("a step", SEND, SEND_BYTES, EXPECT, EXPECT_BYTES)
            .exactlyOneOf(SEND, SEND_BYTES, EXPECT, EXPECT_BYTES));

    /** Steps that may not, at least one. */
    static final Key<List<MappingView>> DATAGRAMS = Key.required(
            "dialogue",
            ListShape.of(Block.of("a step", SEND, SEND_BYTES, EXPECT, EXPECT_BYTES)
                    .exactlyOneOf(SEND, SEND_BYTES, EXPECT, EXPECT_BYTES)),
            "what is sent, a datagram for each step, and must be answered, step by step; the first step sends. Each datagram that comes is an answer: a wrong one fails the run");

    private DialogueKeys() {}

    private static Key<List<MappingView>> dialogue(Block step) {
        return Key.optional("dialogue", ListShape.of(step), "what is said and must be answered, step by step");
    }

    /** What a run is expected to be beside its dialogue. */
    static Key<MappingView> besides(Key<?>... keys) {
        return Key.optional(
                "expect",
                Block.of("expect", keys),
                "what the run must be besides its dialogue; judged in the order of these keys");
    }

    /** The record of sound steps; the empty one if there are none. */
    static Dialogue dialogue(@Nullable List<MappingView> views, Problems problems) {
        if (views == null) {
            return Dialogue.NONE;
        }
        List<Step> steps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        boolean secure = false;
        for (MappingView view : views) {
            Step step = step(view);
            if (step instanceof Step.Send send) {
                placeholders(send.text(), names, numbers, view, problems);
            } else if (step instanceof Step.Expect expect) {
                Pattern pattern = Pattern.compile(expect.expression());
                names.addAll(pattern.namedGroups().keySet());
                numbers.clear();
                for (int group = 0; group <= pattern.groupCount(); group++) {
                    numbers.add(Integer.toString(group));
                }
            } else if (step instanceof Step.StartTls) {
                if (secure) {
                    problems.error(view.place(STARTTLS), "starttls: TLS is on already", "only one");
                }
                secure = true;
            }
            steps.add(step);
        }
        if (steps.size() > MOST_STEPS) {
            problems.error(
                    views.get(MOST_STEPS).place(), "dialogue: " + steps.size() + " steps", "at most " + MOST_STEPS);
        }
        return new Dialogue(steps);
    }

    private static Step step(MappingView view) {
        if (view.isWritten(SEND)) {
            return new Step.Send(view.get(SEND));
        }
        if (view.isWritten(SEND_BYTES)) {
            return new Step.SendBytes(view.get(SEND_BYTES));
        }
        if (view.isWritten(EXPECT)) {
            return new Step.Expect(view.get(EXPECT));
        }
        return view.isWritten(EXPECT_BYTES) ? new Step.ExpectBytes(view.get(EXPECT_BYTES)) : new Step.StartTls();
    }

    private static void placeholders(
            SecretText text, Set<String> names, Set<String> numbers, MappingView view, Problems problems) {
        for (String name : Placeholders.in(text)) {
            boolean number = Character.isDigit(name.charAt(0));
            if (!(number ? numbers : names).contains(name)) {
                problems.error(
                        view.place(SEND),
                        "send: {{" + name + "}} was not captured",
                        number
                                ? "a number up to that of the last group in the expect before it"
                                : "a group (?P<" + name + ">...) in an expect before it");
            }
        }
    }

    private static Scalar<String> hex() {
        String expected = "bytes, each two hexadecimal digits, such as 0d 0a";
        Function<String, String> digits = text -> new Step.SendBytes(text).hex();
        return Scalar.of("bytes", expected, Form.matching(" *([0-9A-Fa-f] *[0-9A-Fa-f] *)+"), text -> {
            try {
                return digits.apply(text);
            } catch (IllegalArgumentException e) {
                throw new BadValueException();
            }
        });
    }
}
