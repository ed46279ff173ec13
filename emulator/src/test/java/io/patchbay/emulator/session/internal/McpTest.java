package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.Sounds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class McpTest {
    private final Call call = Call.open();

    private Call server(String policy) {
        return call.update(
                "'output_modalities':['text'],'tools':[{'type':'mcp','server_label':'docs','server_url':"
                        + "'https://docs.example/mcp','allowed_tools':['search','read'],'require_approval':'"
                        + policy
                        + "'}]");
    }

    @Test
    void a_server_lists_the_tools_that_are_allowed() {
        call.forget();
        server("never");
        assertEquals(
                List.of(
                        "session.updated",
                        "conversation.item.added",
                        "mcp_list_tools.in_progress",
                        "conversation.item.done",
                        "mcp_list_tools.completed"),
                call.types());
        JsonNode tools = call.only("conversation.item.done").at("/item/tools");
        assertEquals(0, call.only("conversation.item.added").at("/item/tools").size());
        assertEquals("search", tools.at("/0/name").stringValue());
        assertTrue(tools.at("/0/description").isString());
        assertEquals(2, tools.size());
    }

    @Test
    void the_same_server_is_listed_once() {
        server("never");
        server("never");
        assertEquals(1, call.all("mcp_list_tools.completed").size());
    }

    @Test
    void an_unreachable_server_fails_to_list() {
        call.update(
                "'tools':[{'type':'mcp','server_label':'x','server_url':'https://mcp.invalid/'}]");
        assertTrue(call.types().contains("mcp_list_tools.failed"));
    }

    @Test
    void a_call_is_run_and_answers_its_arguments() {
        server("never");
        call.say("search {\"q\":1}").forget().respond();
        assertEquals(
                List.of(
                        "response.created",
                        "rate_limits.updated",
                        "response.output_item.added",
                        "conversation.item.added",
                        "response.mcp_call_arguments.delta",
                        "response.mcp_call_arguments.done",
                        "response.mcp_call.in_progress",
                        "response.mcp_call.completed",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done"),
                call.types());
        assertEquals("{\"q\":1}", call.done().at("/output/0/output").stringValue());
        call.respond();
        assertEquals("{\"q\":1}", call.answer());
    }

    @Test
    void a_failing_tool_is_an_error_of_the_item() {
        server("never");
        call.session.inject(new Fault.FailMcpCall("index offline"));
        call.say("search").respond();
        assertTrue(call.types().contains("response.mcp_call.failed"));
        assertEquals("index offline", call.done().at("/output/0/error/message").stringValue());
        assertTrue(call.done().at("/output/0/output").isNull());
    }

    @Test
    void a_call_that_needs_approval_waits_for_it() {
        server("always");
        call.say("search {\"q\":2}").respond();
        JsonNode request = call.done().at("/output/0");
        assertEquals("mcp_approval_request", request.path("type").stringValue());
        String id = request.path("id").stringValue();
        call.forget()
                .send(
                        "{'type':'conversation.item.create','previous_item_id':'"
                                + id
                                + "','item':{'type':'mcp_approval_response','approval_request_id':'"
                                + id
                                + "','approve':true}}");
        JsonNode item = call.done().at("/output/0");
        assertEquals("mcp_call", item.path("type").stringValue());
        assertEquals(id, item.path("approval_request_id").stringValue());
        assertEquals("{\"q\":2}", item.path("output").stringValue());
    }

    @Test
    void an_approved_call_waits_for_the_running_response_and_survives_an_interruption() {
        Call paced = Call.open(EmulatorOptions.defaults().withPace(1));
        paced.update(
                "'tools':[{'type':'mcp','server_label':'docs','server_url':'https://docs.example/mcp',"
                        + "'allowed_tools':['search']}]");
        paced.say("search").respond();
        String id = paced.done().at("/output/0/id").stringValue();
        paced.say("one two three four").respond().passes(Duration.ofMillis(50));
        paced.send(
                "{'type':'conversation.item.create','item':{'type':'mcp_approval_response',"
                        + "'approval_request_id':'"
                        + id
                        + "','approve':true}}");
        paced.append(Sounds.hissMillis(400));
        paced.append(Sounds.toneMillis(500));
        assertEquals("mcp_call", paced.done().at("/output/0/type").stringValue());
    }

    @Test
    void a_refused_call_is_not_run() {
        server("always");
        call.say("search").respond();
        String id = call.done().at("/output/0/id").stringValue();
        call.forget()
                .send(
                        "{'type':'conversation.item.create','item':{'type':'mcp_approval_response',"
                                + "'approval_request_id':'"
                                + id
                                + "','approve':false,'reason':'no'}}");
        assertEquals(List.of("conversation.item.added", "conversation.item.done"), call.types());
    }

    @Test
    void an_answer_to_no_question_is_refused() {
        call.send(
                "{'type':'conversation.item.create','item':{'type':'mcp_approval_response',"
                        + "'approval_request_id':'x','approve':true}}");
        call.refused("invalid_value", "item.approval_request_id");
    }
}
