package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Response;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers as a provider gives them to a request with metadata, in or beside the conversation. */
final class Beside {
    private Beside() {}

    /** The same answer beside the conversation. */
    static Turn outOfBand(Turn answer, Map<String, String> metadata) {
        return map(answer, true, metadata);
    }

    /** The same answer, which gives its metadata back. */
    static Turn named(Turn answer, Map<String, String> metadata) {
        return map(answer, false, metadata);
    }

    private static Turn map(Turn answer, boolean outOfBand, Map<String, String> metadata) {
        List<Turn.Step> steps = new ArrayList<>();
        for (Turn.Step step : answer.steps()) {
            if (!(step instanceof Turn.Event told)) {
                steps.add(step);
            } else if (told.event() instanceof TransportEvent.ResponseStarted e) {
                steps.add(
                        new Turn.Event(
                                new TransportEvent.ResponseStarted(
                                        with(e.response(), outOfBand, metadata))));
            } else if (told.event() instanceof TransportEvent.ResponseDone e) {
                steps.add(
                        new Turn.Event(
                                new TransportEvent.ResponseDone(
                                        with(e.response(), outOfBand, metadata))));
            } else if (!outOfBand
                    || !(told.event() instanceof TransportEvent.ItemAdded)
                            && !(told.event() instanceof TransportEvent.ItemDone)) {
                steps.add(step);
            }
        }
        return new Turn(answer.responseId(), answer.itemId(), steps);
    }

    private static Response with(
            Response response, boolean outOfBand, Map<String, String> metadata) {
        return new Response(
                response.id(),
                response.status(),
                response.reason(),
                response.error(),
                response.output(),
                outOfBand,
                metadata,
                response.usage());
    }
}
