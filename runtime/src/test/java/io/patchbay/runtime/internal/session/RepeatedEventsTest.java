package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatedEventsTest {

    @Test
    void a_response_that_is_announced_and_ended_twice_happened_once() {
        try (Call call = Call.with(Call.agent())) {
            call.hears(new TransportEvent.ResponseStarted(response(Response.Status.IN_PROGRESS)));
            call.hears(new TransportEvent.ResponseStarted(response(Response.Status.IN_PROGRESS)));
            call.hears(new TransportEvent.ResponseDone(response(Response.Status.COMPLETED)));
            call.hears(new TransportEvent.ResponseDone(response(Response.Status.COMPLETED)));
            assertEquals("r1", call.only(SessionEvent.AgentStarted.class).responseId());
            assertEquals("r1", call.only(SessionEvent.ResponseEnded.class).response().id());
            assertEquals(1, call.session.usage().responses());
        }
    }

    private static Response response(Response.Status status) {
        return new Response("r1", status, null, null, List.of(), false, Map.of(), null);
    }
}
