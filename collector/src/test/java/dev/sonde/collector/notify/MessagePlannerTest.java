package dev.sonde.collector.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvent.Type;
import dev.sonde.collector.notify.MessagePlanner.Owed;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.secret.SecretText;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessagePlannerTest {
    private static final Instant AT = Story.OPENED_AT;
    private int ids;

    private static Receiver receiver(String name) {
        return new Receiver(
                name,
                new WebhookReceiver(
                        new SecretText("https://hooks.example/" + name), null, WebhookReceiver.Format.SONDE));
    }

    private MessagePlanner planner(Route... routes) {
        return new MessagePlanner(
                List.of(receiver("pager"), receiver("chat"), receiver("desk")),
                List.of(routes),
                Links.NONE,
                at -> "id" + ++ids);
    }

    private static Route route(String receiver, Severity... severities) {
        return new Route(receiver, Set.of(severities));
    }

    private static Incident incident(Severity severity, int spell, long sequence) {
        return Story.incident(severity, Story.spell(spell, severity, AT), sequence, null, Story.hardDown());
    }

    private static Owed plan(MessagePlanner planner, Type type, Incident incident, Told told) {
        return planner.plan(new IncidentEvent(type, incident, AT, List.of("x")), Story.evidence(), told);
    }

    private static List<String> told(Owed owed) {
        return owed.messages().stream()
                .map(message -> message.receiver() + " " + message.type())
                .toList();
    }

    @Test
    void everyMatchingRoute_tellsItsReceiverOnce() {
        MessagePlanner planner = planner(
                route("pager", Severity.PAGE),
                route("chat"),
                route("chat", Severity.PAGE),
                route("desk", Severity.TICKET));

        Owed owed = plan(planner, Type.OPENED, incident(Severity.PAGE, 1, 1), Told.NOBODY);

        assertThat(told(owed)).containsExactly("pager incident.opened", "chat incident.opened");
        assertThat(owed.told().spells()).containsOnlyKeys("pager", "chat");
    }

    @Test
    void onceTold_aReceiverGetsEverythingLater() {
        MessagePlanner planner = planner(route("pager", Severity.PAGE));
        Told told = plan(planner, Type.OPENED, incident(Severity.PAGE, 1, 1), Told.NOBODY)
                .told();

        for (Type type : List.of(Type.UPDATED, Type.ACKNOWLEDGED, Type.ESCALATED, Type.RESOLVED)) {
            Owed owed = plan(planner, type, incident(Severity.PAGE, 1, 2), told);

            assertThat(told(owed)).containsExactly("pager incident." + type.label());
        }
    }

    @Test
    void receiverOfPages_isToldOfTheFallAndTheResolveToo() {
        MessagePlanner planner = planner(route("pager", Severity.PAGE));
        Told told = plan(planner, Type.OPENED, incident(Severity.PAGE, 1, 1), Told.NOBODY)
                .told();

        Owed fall = plan(planner, Type.UPDATED, incident(Severity.TICKET, 2, 2), told);

        assertThat(told(fall)).containsExactly("pager incident.updated");
        assertThat(fall.told().spells().get("pager").number()).isEqualTo(2);
    }

    @Test
    void firstMessage_isTheOpeningWhateverCameBefore() {
        MessagePlanner planner = planner(route("desk", Severity.TICKET), route("pager", Severity.PAGE));
        Told ticket = plan(planner, Type.OPENED, incident(Severity.TICKET, 1, 1), Told.NOBODY)
                .told();

        Owed rise = plan(planner, Type.ESCALATED, incident(Severity.PAGE, 2, 2), ticket);

        assertThat(told(rise)).containsExactlyInAnyOrder("desk incident.escalated", "pager incident.opened");
    }

    @Test
    void fallToATicket_opensItForReceiversOfTickets() {
        MessagePlanner planner = planner(route("pager", Severity.PAGE), route("desk", Severity.TICKET));
        Told told = plan(planner, Type.OPENED, incident(Severity.PAGE, 1, 1), Told.NOBODY)
                .told();

        assertThat(told(plan(planner, Type.UPDATED, incident(Severity.TICKET, 2, 2), told)))
                .containsExactlyInAnyOrder("pager incident.updated", "desk incident.opened");
    }

    @Test
    void resolve_isNotTheFirstThingAnybodyHears() {
        MessagePlanner planner = planner(route("pager"));
        Incident resolved = Story.incident(Severity.PAGE, Story.spell(1, Severity.PAGE, AT), 2, AT, Story.hardDown());

        assertThat(plan(planner, Type.RESOLVED, resolved, Told.NOBODY).messages())
                .isEmpty();
    }

    @Test
    void receiverWhoseRouteWasRemoved_isStillToldTheEnd() {
        Told told = plan(planner(route("pager")), Type.OPENED, incident(Severity.PAGE, 1, 1), Told.NOBODY)
                .told();
        Incident resolved = Story.incident(Severity.PAGE, Story.spell(1, Severity.PAGE, AT), 2, AT, Story.hardDown());

        assertThat(told(plan(planner(), Type.RESOLVED, resolved, told))).containsExactly("pager incident.resolved");
    }

    @Test
    void message_isDueAtOnceUnderAnIdOfItsOwn() {
        Owed owed =
                plan(planner(route("pager"), route("chat")), Type.OPENED, incident(Severity.PAGE, 1, 1), Told.NOBODY);

        assertThat(owed.messages()).extracting(OutboxMessage::id).containsExactly("msg_id1", "msg_id2");
        assertThat(owed.messages()).allSatisfy(message -> {
            assertThat(message.incident()).isEqualTo(Story.opened().id());
            assertThat(message.createdAt()).isEqualTo(AT);
            assertThat(message.dueAt()).isEqualTo(AT);
            assertThat(message.attempts()).isZero();
            assertThat(new JsonObject(message.body()).getString("type")).isEqualTo(message.type());
        });
    }

    @Test
    void told_comesBackFromJsonAsItWas() {
        Told told = plan(
                        planner(route("pager"), route("chat")), Type.OPENED, incident(Severity.PAGE, 1, 1), Told.NOBODY)
                .told();

        assertThat(Told.fromMap(new JsonObject(new JsonObject(told.toMap()).encode()).getMap()))
                .isEqualTo(told);
    }
}
