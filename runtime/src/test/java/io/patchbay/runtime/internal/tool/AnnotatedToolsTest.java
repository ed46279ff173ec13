package io.patchbay.runtime.internal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnnotatedToolsTest {

    enum Unit {
        CELSIUS,
        FAHRENHEIT
    }

    record Place(
            @Tool.Param("where the place is") String city,
            @Tool.Param(value = "ISO code", optional = true) @Nullable String country,
            Optional<Integer> floor) {}

    record Weather(String city, int degrees, Unit unit) {}

    public static final class Station {

        @Tool("Tells the weather.")
        public Weather weather(
                @Tool.Param("the place") Place place, Unit unit, @Nullable ToolContext context) {
            return new Weather(place.city(), place.floor().orElse(0), unit);
        }

        @Tool(name = "sum-up", value = "Adds numbers.")
        public long sum(List<Integer> numbers) {
            return numbers.stream().mapToLong(i -> i).sum();
        }

        @Tool("Greets.")
        public String greet(@Tool.Param(value = "who", optional = true) @Nullable String name) {
            return "hello " + name;
        }

        @Tool("Books a day.")
        public CompletionStage<ToolResult> book(LocalDate day, Map<String, Double> prices) {
            return CompletableFuture.completedFuture(
                    ToolResult.background(day.plusDays(1) + " " + prices));
        }

        @Tool("Does something.")
        public void act() {}

        @Tool("Breaks.")
        public String fail() throws java.io.IOException {
            throw new java.io.IOException("disk on fire");
        }

        @Tool("Waits.")
        public String linger(Optional<Integer> minutes, OptionalInt seconds, Optional<Unit> unit) {
            return minutes + " " + seconds + " " + unit;
        }

        /** No tool. */
        public String other() {
            return "";
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    private static FunctionTool tool(Object object, String name) {
        return AnnotatedTools.of(object).stream()
                .filter(tool -> tool.definition().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ToolResult run(String name, String arguments) throws Exception {
        return tool(new Station(), name)
                .execute(arguments, TestCalls.context())
                .toCompletableFuture()
                .join();
    }

    private static String refusal(String name, String arguments) {
        return String.valueOf(
                assertThrows(BadArgumentsException.class, () -> run(name, arguments)).getMessage());
    }

    @Test
    void every_annotated_method_becomes_a_tool_and_no_other() {
        assertEquals(
                List.of("act", "book", "fail", "greet", "linger", "sum-up", "weather"),
                AnnotatedTools.of(new Station()).stream()
                        .map(tool -> tool.definition().name())
                        .toList());
    }

    @Test
    void a_schema_shows_records_enums_optional_parts_and_descriptions() {
        JsonNode schema = JSON.readTree(tool(new Station(), "weather").definition().parameters());
        JsonNode expected =
                JSON.readTree(
                        """
                        {"type":"object",
                         "properties":{
                          "place":{"type":"object",
                           "properties":{
                            "city":{"type":"string","description":"where the place is"},
                            "country":{"type":"string","description":"ISO code"},
                            "floor":{"type":"integer"}},
                           "required":["city"],
                           "additionalProperties":false,
                           "description":"the place"},
                          "unit":{"type":"string","enum":["CELSIUS","FAHRENHEIT"]}},
                         "required":["place","unit"],
                         "additionalProperties":false}
                        """);
        assertEquals(expected, schema);
    }

    @Test
    void a_schema_shows_lists_maps_and_dates() {
        JsonNode book = JSON.readTree(tool(new Station(), "book").definition().parameters());
        assertEquals(
                JSON.readTree("{\"type\":\"string\",\"format\":\"date\"}"),
                book.at("/properties/day"));
        assertEquals(
                JSON.readTree(
                        "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"number\"}}"),
                book.at("/properties/prices"));
        assertEquals(
                JSON.readTree("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"),
                JSON.readTree(tool(new Station(), "sum-up").definition().parameters())
                        .at("/properties/numbers"));
    }

    @Test
    void arguments_arrive_as_java_values_and_results_leave_as_json() throws Exception {
        assertEquals(
                "{\"city\":\"Rome\",\"degrees\":3,\"unit\":\"CELSIUS\"}",
                run("weather", "{\"place\":{\"city\":\"Rome\",\"floor\":3},\"unit\":\"CELSIUS\"}")
                        .output());
        assertEquals("6", run("sum-up", "{\"numbers\":[1,2,3]}").output());
        assertEquals("done", run("act", "{}").output());
    }

    @Test
    void what_is_optional_may_be_left_out_or_null() throws Exception {
        assertEquals("hello null", run("greet", "{}").output());
        assertEquals("hello null", run("greet", "{\"name\":null}").output());
        assertEquals("hello Ada", run("greet", "{\"name\":\"Ada\"}").output());
    }

    @Test
    void optional_parameters_are_empty_and_never_null() throws Exception {
        assertEquals(
                JSON.readTree(
                        """
                        {"type":"object",
                         "properties":{
                          "minutes":{"type":"integer"},
                          "seconds":{"type":"integer"},
                          "unit":{"type":"string","enum":["CELSIUS","FAHRENHEIT"]}},
                         "required":[],
                         "additionalProperties":false}
                        """),
                JSON.readTree(tool(new Station(), "linger").definition().parameters()));
        assertEquals(
                "Optional.empty OptionalInt.empty Optional.empty", run("linger", "{}").output());
        assertEquals(
                "Optional[5] OptionalInt[6] Optional[CELSIUS]",
                run("linger", "{\"minutes\":5,\"seconds\":6,\"unit\":\"CELSIUS\"}").output());
    }

    @Test
    void an_optional_component_of_a_record_is_empty_and_never_null() throws Exception {
        assertEquals(
                "{\"city\":\"Rome\",\"degrees\":0,\"unit\":\"CELSIUS\"}",
                run("weather", "{\"place\":{\"city\":\"Rome\"},\"unit\":\"CELSIUS\"}").output());
    }

    @Test
    void a_stage_of_a_tool_result_keeps_its_kind() throws Exception {
        ToolResult result = run("book", "{\"day\":\"2026-02-28\",\"prices\":{\"low\":1.5}}");
        assertEquals(ToolResult.background("2026-03-01 {low=1.5}"), result);
    }

    @Test
    void an_exception_of_the_method_is_thrown_as_it_is() {
        assertEquals(
                "disk on fire",
                assertThrows(java.io.IOException.class, () -> run("fail", "{}")).getMessage());
    }

    @Test
    void wrong_arguments_are_refused_in_a_sentence_the_model_can_act_on() {
        String start = "The arguments for the tool 'weather' do not fit: ";
        assertEquals(start + "'place' is missing.", refusal("weather", "{}"));
        assertEquals(
                start + "'place.city' is missing.",
                refusal("weather", "{\"place\":{},\"unit\":\"CELSIUS\"}"));
        assertEquals(
                start + "'unit' must be one of CELSIUS, FAHRENHEIT, not 'KELVIN'.",
                refusal("weather", "{\"place\":{\"city\":\"Rome\"},\"unit\":\"KELVIN\"}"));
        assertEquals(
                start + "'place.town' is not known; known are: city, country, floor.",
                refusal("weather", "{\"place\":{\"city\":\"a\",\"town\":1},\"unit\":\"CELSIUS\"}"));
        assertEquals(
                start + "'place.city' must be a text, not null.",
                refusal("weather", "{\"place\":{\"city\":null},\"unit\":\"CELSIUS\"}"));
        assertEquals(
                "The arguments for the tool 'sum-up' do not fit: 'numbers[1]' must be a whole"
                        + " number, not \"two\".",
                refusal("sum-up", "{\"numbers\":[1,\"two\"]}"));
        assertEquals(
                "The arguments for the tool 'book' do not fit: 'day' cannot be read.",
                refusal("book", "{\"day\":\"tomorrow\",\"prices\":{}}"));
        assertEquals(
                "The arguments for the tool 'sum-up' do not fit: 'numbers[0]' cannot be read.",
                refusal("sum-up", "{\"numbers\":[99999999999]}"));
    }

    public static final class Hidden {
        @Tool("Hides.")
        String hide() {
            return "";
        }
    }

    public static final class Twice {
        @Tool(name = "a", value = "One.")
        public String one() {
            return "";
        }

        @Tool(name = "a", value = "Two.")
        public String two() {
            return "";
        }
    }

    public static final class Primitive {
        @Tool("Counts.")
        public int count(@Tool.Param(value = "from", optional = true) int from) {
            return from;
        }
    }

    record Endless(List<Endless> more) {}

    public static final class Recursive {
        @Tool("Nests.")
        public String nest(Endless endless) {
            return "";
        }
    }

    private static String unfit(Object object) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> AnnotatedTools.of(object))
                        .getMessage());
    }

    @Test
    void what_cannot_be_a_tool_is_named() {
        assertTrue(unfit("text").endsWith("has no method annotated @Tool"));
        assertTrue(
                unfit(new Hidden()).endsWith("Hidden.hide is annotated @Tool but is not public"));
        assertTrue(unfit(new Twice()).endsWith("Twice has two tools with the name 'a'"));
        assertTrue(unfit(new Primitive()).contains("'from' of a primitive type"));
        assertTrue(unfit(new Recursive()).contains("Endless contains itself"));
    }

    static final class NotPublic {
        @Tool("Answers.")
        public int answer() {
            return 42;
        }
    }

    @Test
    void a_method_of_a_class_that_is_not_public_can_be_called() throws Exception {
        assertEquals(
                "42",
                tool(new NotPublic(), "answer")
                        .execute("{}", TestCalls.context())
                        .toCompletableFuture()
                        .join()
                        .output());
    }

    /** Says more than what it does. */
    public static class Careful {
        @Tool(
                value = "Pays.",
                approval = true,
                timeoutMillis = 1_500,
                onTimeout = FunctionTool.OnTimeout.RAISE,
                onInterruption = FunctionTool.OnInterruption.DETACH,
                background = true)
        public void pay() {}
    }

    /** Has no time. */
    public static class Hasty {
        @Tool(value = "Hurries.", timeoutMillis = -1)
        public void hurry() {}
    }

    @Test
    void the_annotation_says_what_the_tool_wants_of_its_calls() {
        FunctionTool pay = AnnotatedTools.of(new Careful()).get(0);
        assertEquals(io.patchbay.api.tool.ToolApproval.ALWAYS, pay.approval());
        assertEquals(Optional.of(java.time.Duration.ofMillis(1_500)), pay.timeout());
        assertEquals(FunctionTool.OnTimeout.RAISE, pay.onTimeout());
        assertEquals(FunctionTool.OnInterruption.DETACH, pay.onInterruption());
        assertTrue(pay.background());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> AnnotatedTools.of(new Hasty()));
        assertTrue(String.valueOf(refused.getMessage()).contains("timeoutMillis -1"));
    }
}
