package dev.sonde.collector.notify;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.incident.Spell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Decides which messages an incident's event owes to whom, and writes them.
 *
 * <p>Every route that matches the incident's severity tells its receiver, each receiver once. A receiver's first message
 * is the opening, whatever came before; from then on it is told everything of that incident, also when no route matches
 * any more, so that the resolve reaches everyone who was alarmed. Nobody is told for the first time that it is over.
 *
 * <p>Pure but for the identifiers it draws; any thread. A changed configuration makes a new planner.
 */
public final class MessagePlanner {
    private final List<Receiver> receivers;
    private final List<Route> routes;
    private final Links links;
    private final Function<Instant, String> ids;

    /**
     * @param receivers in the order in which they are told
     * @param ids makes unique identifiers without a dot that ascend from call to call
     */
    public MessagePlanner(List<Receiver> receivers, List<Route> routes, Links links, Function<Instant, String> ids) {
        this.receivers = List.copyOf(receivers);
        this.routes = List.copyOf(routes);
        this.links = links;
        this.ids = ids;
    }

    /**
     * What an event owes.
     *
     * @param messages to be appended to the outbox in the transaction that keeps the incident
     * @param told to be kept with them
     */
    public record Owed(List<OutboxMessage> messages, Told told) {
        public Owed {
            messages = List.copyOf(messages);
        }
    }

    /**
     * The messages of one event.
     *
     * @param evidence what the agents saw, for all receivers alike
     * @param told after the incident's event before; {@link Told#NOBODY} at its opening
     */
    public Owed plan(IncidentEvent event, IncidentEvidence evidence, Told told) {
        List<OutboxMessage> messages = new ArrayList<>();
        Told after = told;
        for (Receiver receiver : receivers) {
            Spell toldSpell = told.spells().get(receiver.name());
            if (toldSpell == null && !isFirstTold(receiver, event)) {
                continue;
            }
            IncidentEvent.Type type = toldSpell == null ? IncidentEvent.Type.OPENED : event.type();
            Announcement announcement =
                    new Announcement(type, event.incident(), event.at(), event.changes(), evidence, toldSpell);
            messages.add(message(announcement, receiver));
            after = after.with(receiver.name(), event.incident().spell());
        }
        return new Owed(messages, after);
    }

    private boolean isFirstTold(Receiver receiver, IncidentEvent event) {
        Incident incident = event.incident();
        return incident.isOpen()
                && routes.stream()
                        .anyMatch(route ->
                                route.receiver().equals(receiver.name()) && route.matches(incident.severity()));
    }

    private OutboxMessage message(Announcement announcement, Receiver receiver) {
        return new OutboxMessage(
                "msg_" + ids.apply(announcement.at()),
                receiver.name(),
                announcement.incident().id(),
                announcement.typeLabel(),
                body(receiver).fitted(announcement, receiver.name()),
                announcement.at(),
                0,
                announcement.at());
    }

    private Body body(Receiver receiver) {
        if (receiver.channel() instanceof WebhookReceiver webhook) {
            return switch (webhook.format()) {
                case SONDE -> new SondeBody(links);
                case ALERTMANAGER -> new AlertmanagerBody(links);
            };
        }
        throw new IllegalStateException(
                "a channel without a format: " + receiver.channel().getClass());
    }
}
