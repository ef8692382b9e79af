#include "io/torch/pickle.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;
using io::Pickle;
using io::PickleValue;
using namespace std::string_literals;

namespace {

const std::filesystem::path kFile = "some.bin";

Pickle load(const std::string& program) {
  io::ByteCursor cursor(as_bytes(program), kFile);
  Pickle pickle = Pickle::load(cursor);
  CHECK(cursor.at_end());
  return pickle;
}

void check_refused(const std::string& program, const std::string& reason) {
  const std::string message = model_error([&] {
    io::ByteCursor cursor(as_bytes(program), kFile);
    Pickle::load(cursor);
  });
  CHECK_MESSAGE(message.find("some.bin: ") == 0, message);
  CHECK_MESSAGE(message.find(reason) != std::string::npos, message);
}

std::string repeated(const std::string& part, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += part;
  return all;
}

}  // namespace

TEST_CASE("plain values come out as they went in") {
  const std::string program =
      "\x80\x02(K\x07M\x00\x01J\xff\xff\xff\xff\x8a\x02\x00\xff\x8a\x00"
      "\x88\x89NX\x02\x00\x00\x00hi\x8c\x02yoC\x01zG\x00\x00\x00\x00\x00\x00\x00\x00t."s;
  const Pickle pickle = load(program);  // its texts are views of the program
  const PickleValue& tuple = pickle.root();
  REQUIRE(tuple.kind == PickleValue::Kind::tuple);
  REQUIRE(tuple.items.size() == 12);
  const std::int64_t expected[] = {7, 256, -1, -256, 0, 1, 0};
  for (std::size_t i = 0; i < 7; ++i) CHECK(pickle[tuple.items[i]].integer == expected[i]);
  CHECK(pickle[tuple.items[5]].kind == PickleValue::Kind::boolean);
  CHECK(pickle[tuple.items[7]].kind == PickleValue::Kind::none);
  CHECK(pickle[tuple.items[8]].text == "hi");
  CHECK(pickle[tuple.items[9]].text == "yo");
  CHECK(pickle[tuple.items[10]].kind == PickleValue::Kind::bytes);
  CHECK(pickle[tuple.items[11]].kind == PickleValue::Kind::real);
}

TEST_CASE("an ordered dict is a dict, any other call is only noted down") {
  const Pickle pickle = load(
      "\x80\x02"
      "ccollections\nOrderedDict\n)Rq\x00(X\x01\x00\x00\x00"
      "actorch\nSize\nK\x02\x85\x85Ru}b."s);
  const PickleValue& dict = pickle.root();
  REQUIRE(dict.kind == PickleValue::Kind::dict);
  REQUIRE(dict.items.size() == 2);
  const PickleValue& call = pickle[dict.items[1]];
  CHECK(call.kind == PickleValue::Kind::call);
  CHECK(call.text == "torch Size");
  CHECK(pickle[call.items[0]].kind == PickleValue::Kind::tuple);

  const Pickle pairs = load(
      "\x80\x02"
      "ccollections\nOrderedDict\n](K\x01K\x02\x86"
      "e\x85R."s);
  CHECK(pairs.root().items.size() == 2);
}

TEST_CASE("functions that run commands or code are refused by name, however they are spelled") {
  check_refused(
      "\x80\x02"
      "cos\nsystem\nX\x04\x00\x00\x00true\x85R."s,
      "'os.system'");
  check_refused(
      "cbuiltins\neval\n(X\x01\x00\x00\x00"
      "1tR."s,
      "'builtins.eval'");
  check_refused("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02ls\x85R."s, "'posix.system'");
  check_refused("\x80\x04\x8c\x09_io.open\n\x8c\x01x\x93."s, "'?'");
  check_refused("(ios\nsystem\n."s, "'os.system'");
  check_refused("(cos\nsystem\no."s, "'os.system'");
  check_refused("c\n\n."s, "refused");
  check_refused("c\x1b[2J\nx\n."s, "'?'");
}

TEST_CASE("objects of any class are noted down, made in every way that a pickle has") {
  const auto object = [](const std::string& program) {
    const Pickle pickle = load(program);
    CHECK(pickle.root().kind == PickleValue::Kind::call);
    CHECK(pickle[pickle.root().items[0]].kind == PickleValue::Kind::tuple);
    return std::string(pickle.root().text);
  };
  CHECK(object("cargparse\nNamespace\n)\x81}b."s) == "argparse Namespace");
  CHECK(object("\x80\x04\x8c\x01m\x8c\x01n\x93)}\x92."s) == "m n");
  CHECK(object("(im\nn\n."s) == "m n");
  CHECK(object("(cm\nn\nK\x01o."s) == "m n");
  CHECK(object("cm\nn\n)R)R."s) == "m n");
  // A class that extends dict, filled.
  const Pickle filled = load("cm\nn\n)\x81(X\x01\x00\x00\x00kK\x01u."s);
  CHECK(filled.root().entries.size() == 2);
  CHECK(load("\x8f(K\x01K\x02\x90."s).root().items.size() == 2);
  CHECK(load("(K\x01\x91."s).root().kind == PickleValue::Kind::tuple);
  CHECK(load("\x96\x01\x00\x00\x00\x00\x00\x00\x00z."s).root().text == "z");
}

TEST_CASE("instructions of other protocols, and objects outside a file, are refused by name") {
  check_refused("(o."s, "more values than its stack");
  check_refused("\x82\x01."s, "instruction EXT1");
  check_refused("\x83\x01\x00."s, "instruction EXT2");
  check_refused("\x84\x01\x00\x00\x00."s, "instruction EXT4");
  check_refused("Pos.system\n."s, "instruction PERSID");
  check_refused("\x97."s, "instruction NEXT_BUFFER");
  check_refused("\x98."s, "instruction READONLY_BUFFER");
  check_refused("\xfe."s, "instruction 0xfe");
  check_refused("\x80\x06."s, "protocol 6");
}

TEST_CASE("a call needs a name and a tuple; attributes need something to sit on") {
  check_refused("K\x01)R."s, "calls something that is not a name");
  check_refused("ctorch\nSize\nK\x01R."s, "calls something that is not a name");
  check_refused("K\x01K\x02\x93."s, "uses a value that is not a string as a name");
  check_refused("K\x01}b."s, "sets the attributes of a plain value");
  check_refused("ctorch\nSize\n}b."s, "sets the attributes of a plain value");
  check_refused("ccollections\nOrderedDict\nK\x01K\x02\x86R."s, "of more than one argument");
  check_refused(
      "ccollections\nOrderedDict\n]K\x01"
      "a\x85R."s,
      "values that are not pairs");
}

TEST_CASE("a program that is not well-formed is refused") {
  check_refused("", "ends in the middle");
  check_refused("N"s, "ends in the middle");
  check_refused("."s, "more values than its stack");
  check_refused("0."s, "more values than its stack");
  check_refused("N\x86."s, "more values than its stack");
  check_refused("N(\x85."s,
                "more values than its stack");  // what lies below a mark is out of reach
  check_refused("Nt."s, "a mark that is missing");
  check_refused("h\x00."s, "memo entry that is missing");
  check_refused("Nq\x05h\x04."s, "memo entry that is missing");
  check_refused("q\x00."s, "more values than its stack");
  check_refused("N(Ne."s, "not a container");
  check_refused(")Na."s, "not a container");
  check_refused("](NNu."s, "not a container");
  check_refused("}(NNNu."s, "not a container");
  check_refused(
      "X\xff\xff\xff\xff"
      "a."s,
      "ends in the middle");
  check_refused("\x8d\xff\xff\xff\xff\xff\xff\xff\xff."s, "ends in the middle");
  check_refused("\x8b\xff\xff\xff\xff."s, "ends in the middle");
  check_refused("\x95\x01."s, "ends in the middle");
  check_refused("ctorch"s, "ends in the middle");
}

TEST_CASE("bombs stay small: depth, cycles, shared references, memory by command") {
  // Nested a hundred thousand deep, and a list that holds itself: never walked.
  const std::string deep = repeated("]", 100000) + repeated("a", 99999) + ".";
  CHECK(load(deep).root().items.size() == 1);
  CHECK(load("]q\x00h\x00"
             "a."s)
            .root()
            .items.size() == 1);
  // Ten references to ten references to …: 10^100 leaves if anyone walked them.
  const std::string tuples =
      "Nq\x00"s + repeated("(h\x00h\x00h\x00h\x00h\x00h\x00h\x00h\x00h\x00h\x00tq\x00"s, 100) + ".";
  CHECK(load(tuples).values().size() == 101);

  check_refused(repeated("]", 1'000'001) + ".", "more than a million values");
  std::string puts = "N";
  for (std::uint32_t slot = 0; slot <= 1'000'000; ++slot) {
    puts += "r" + std::string(reinterpret_cast<const char*>(&slot), sizeof slot);
  }
  check_refused(puts + ".", "writes more than a million");
  CHECK(load("Nr\xff\xff\xff\xff."s).root().kind == PickleValue::Kind::none);
  // A long list is copied into ordered dicts again and again.
  const std::string copies = "ccollections\nOrderedDict\nq\x00]("s +
                             repeated("K\x01K\x02\x86", 10000) + "e\x85q\x01"s +
                             repeated("h\x00h\x01R"s, 1000) + ".";
  check_refused(copies, "four million items");
  const std::string adds = "K\x01q\x00]("s + repeated("h\x00"s, 4'100'000) + "e.";
  check_refused(adds, "four million items");
}
