//! Reads an expression of the Common Expression Language and checks it against the declared facts.
//!
//! Only a small part of the language is law here: `== != < <= > >=` of a fact and a value, `in` a list of values, `&& || !`.
//! The grammar and its parser are the language's own (`docs/decisions/0009-expressions.md`); everything beyond that part is
//! refused by name, so that a rule stays something a keeper can read and a compiler can go through case by case.

use super::{Compare, FactIndex, FactKind, Facts, Quantity, Rule, Test};
use cel::common::ast::{CallExpr, Expr, IdedExpr, ListExpr, LiteralValue, operators};
use cel::parser::PrattParser;

/// Longer expressions are a table that nobody reads.
const EXPRESSION_MAX: usize = 1_000;
/// How deep parts may stand in parts.
const DEPTH_MAX: u16 = 16;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::catalogue) enum Problem {
    /// It is none, or not of the part of the language that is used here; the part of it that is meant.
    Broken(String),
    /// A name no fact has.
    FactUnknown(String),
    /// A fact is compared with what it can never be, or used as something it is not.
    TypeWrong {
        /// The fact.
        fact: String,
        /// What it was compared with, or the operator it cannot stand beside.
        with: String,
    },
}

/// The test an expression means, or everything that is wrong with it.
pub(in crate::catalogue) fn read(expression: &str, facts: &Facts) -> Result<Test, Vec<Problem>> {
    if expression.len() > EXPRESSION_MAX {
        return Err(vec![Problem::Broken(format!("> {EXPRESSION_MAX}"))]);
    }
    let parser = PrattParser::new().max_recursion_depth(DEPTH_MAX);
    let tree = parser.parse(expression).map_err(|errors| {
        let said = errors.errors.iter().map(|error| format!("{}: {}", error.pos.1, error.msg));
        said.map(Problem::Broken).take(1).collect::<Vec<_>>()
    })?;
    let mut reader = Reader {
        facts,
        problems: Vec::new(),
    };
    let rule = reader.rule(&tree);
    if reader.problems.is_empty() {
        Ok(Test::new(expression, rule))
    } else {
        Err(reader.problems)
    }
}

/// A value as written.
enum Value {
    Truth(bool),
    Number(Quantity),
    Text(String),
    /// No answer can be this: below zero, too fine, no value of ours.
    Other(String),
}

impl Value {
    fn said(&self) -> String {
        match self {
            Value::Truth(truth) => truth.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) | Value::Other(text) => text.clone(),
        }
    }
}

/// What stands at one side of a comparison.
enum Side {
    Fact(FactIndex),
    Value(Value),
    /// Something else, already reported.
    Wrong,
}

struct Reader<'f> {
    facts: &'f Facts,
    problems: Vec<Problem>,
}

/// Stands where something wrong was; the problem is noted and no test comes out.
const WRONG: Rule = Rule::Constant(false);

impl Reader<'_> {
    fn wrong(&mut self, problem: Problem) -> Rule {
        self.problems.push(problem);
        WRONG
    }

    /// What is so or not.
    fn rule(&mut self, expr: &IdedExpr) -> Rule {
        match &expr.expr {
            Expr::Literal(LiteralValue::Boolean(truth)) => Rule::Constant(*truth.inner()),
            Expr::Ident(name) => match self.fact(name) {
                Some(fact) => self.compared(fact, operators::EQUALS, &Value::Truth(true)),
                None => WRONG,
            },
            Expr::Call(call) if call.target.is_none() => self.call(call),
            Expr::Call(call) => self.wrong(Problem::Broken(call.func_name.clone())),
            other => {
                let part = part(other);
                self.wrong(Problem::Broken(part))
            }
        }
    }

    fn call(&mut self, call: &CallExpr) -> Rule {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_NOT, [rule]) => Rule::Not(Box::new(self.rule(rule))),
            (operators::LOGICAL_AND, rules) => Rule::All(rules.iter().map(|rule| self.rule(rule)).collect()),
            (operators::LOGICAL_OR, rules) => Rule::Any(rules.iter().map(|rule| self.rule(rule)).collect()),
            (operators::IN, [fact, list]) => self.among(fact, list),
            (
                sign @ (operators::EQUALS
                | operators::NOT_EQUALS
                | operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS),
                [left, right],
            ) => self.relation(sign, left, right),
            (name, _) => self.wrong(Problem::Broken(name.to_owned())),
        }
    }

    fn fact(&mut self, name: &str) -> Option<FactIndex> {
        let fact = self.facts.index(name);
        if fact.is_none() {
            self.problems.push(Problem::FactUnknown(name.to_owned()));
        }
        fact
    }

    fn side(&mut self, expr: &IdedExpr) -> Side {
        match &expr.expr {
            Expr::Ident(name) => self.fact(name).map_or(Side::Wrong, Side::Fact),
            Expr::Literal(value) => Side::Value(literal(value)),
            other => {
                self.problems.push(Problem::Broken(part(other)));
                Side::Wrong
            }
        }
    }

    /// A fact and a value, in either order.
    fn relation(&mut self, sign: &str, left: &IdedExpr, right: &IdedExpr) -> Rule {
        match (self.side(left), self.side(right)) {
            (Side::Fact(fact), Side::Value(value)) => self.compared(fact, sign, &value),
            (Side::Value(value), Side::Fact(fact)) => self.compared(fact, turned(sign), &value),
            (Side::Fact(_), Side::Fact(_)) | (Side::Value(_), Side::Value(_)) => self.wrong(Problem::Broken(sign.to_owned())),
            (Side::Wrong, _) | (_, Side::Wrong) => WRONG,
        }
    }

    /// `fact in [value, value]`
    fn among(&mut self, fact: &IdedExpr, list: &IdedExpr) -> Rule {
        let (Side::Fact(fact), Expr::List(ListExpr { elements, .. })) = (self.side(fact), &list.expr) else {
            return self.wrong(Problem::Broken(operators::IN.to_owned()));
        };
        let mut rules = Vec::with_capacity(elements.len());
        for element in elements {
            match self.side(element) {
                Side::Value(value) => rules.push(self.compared(fact, operators::EQUALS, &value)),
                Side::Fact(_) => return self.wrong(Problem::Broken(operators::IN.to_owned())),
                Side::Wrong => {}
            }
        }
        Rule::Any(rules)
    }

    /// Whether the fact's kind can be compared so, and the rule that does it.
    fn compared(&mut self, index: FactIndex, sign: &str, value: &Value) -> Rule {
        let Some(fact) = self.facts.get(index) else { return WRONG };
        let rule = match (&fact.kind, value, sign) {
            (FactKind::YesNo, Value::Truth(truth), operators::EQUALS) => yes(index, *truth),
            (FactKind::YesNo, Value::Truth(truth), operators::NOT_EQUALS) => yes(index, !*truth),
            (FactKind::Number { .. }, Value::Number(number), _) => number_rule(index, sign, *number),
            (FactKind::Choice(choices), Value::Text(text), operators::EQUALS | operators::NOT_EQUALS) => {
                let known = choices.iter().any(|choice| choice.value == *text);
                known.then(|| negated(Rule::Chosen(index, text.clone()), sign))
            }
            (FactKind::YesNo | FactKind::Number { .. } | FactKind::Choice(_), _, _) => None,
        };
        let (fact, with) = (fact.code.clone(), value.said());
        rule.unwrap_or_else(|| self.wrong(Problem::TypeWrong { fact, with }))
    }
}

fn yes(fact: FactIndex, truth: bool) -> Option<Rule> {
    let rule = Rule::Yes(fact);
    Some(if truth { rule } else { Rule::Not(Box::new(rule)) })
}

fn negated(rule: Rule, sign: &str) -> Rule {
    if sign == operators::NOT_EQUALS {
        Rule::Not(Box::new(rule))
    } else {
        rule
    }
}

fn number_rule(fact: FactIndex, sign: &str, number: Quantity) -> Option<Rule> {
    let compare = match sign {
        operators::EQUALS | operators::NOT_EQUALS => Compare::Equal,
        operators::LESS => Compare::Below,
        operators::LESS_EQUALS => Compare::AtMost,
        operators::GREATER => Compare::Above,
        operators::GREATER_EQUALS => Compare::AtLeast,
        _ => return None,
    };
    Some(negated(Rule::Number(fact, compare, number), sign))
}

/// The sign when the sides change places.
fn turned(sign: &str) -> &str {
    match sign {
        operators::LESS => operators::GREATER,
        operators::LESS_EQUALS => operators::GREATER_EQUALS,
        operators::GREATER => operators::LESS,
        operators::GREATER_EQUALS => operators::LESS_EQUALS,
        same => same,
    }
}

fn literal(value: &LiteralValue) -> Value {
    let number = |number: Option<Quantity>, said: String| number.map_or(Value::Other(said), Value::Number);
    match value {
        LiteralValue::Boolean(truth) => Value::Truth(*truth.inner()),
        LiteralValue::String(text) => Value::Text(text.inner().to_owned()),
        LiteralValue::Int(int) => {
            let whole = u64::try_from(*int.inner()).ok();
            number(whole.and_then(Quantity::whole), int.inner().to_string())
        }
        LiteralValue::UInt(int) => number(Quantity::whole(*int.inner()), int.inner().to_string()),
        // The shortest decimal that reads as the same double is what the keeper wrote.
        LiteralValue::Double(double) => number(Quantity::parse(&double.inner().to_string()), double.inner().to_string()),
        LiteralValue::Null => Value::Other("null".to_owned()),
        LiteralValue::Bytes(_) => Value::Other("bytes".to_owned()),
    }
}

/// The name of a part of the language that is not used here.
fn part(expr: &Expr) -> String {
    match expr {
        Expr::Call(call) => call.func_name.clone(),
        Expr::Select(select) => format!(".{}", select.field),
        Expr::Literal(value) => literal(value).said(),
        Expr::Ident(name) => name.clone(),
        Expr::List(_) => "[]".to_owned(),
        Expr::Map(_) => "{}".to_owned(),
        Expr::Struct(made) => made.type_name.clone(),
        Expr::Comprehension(_) => "comprehension".to_owned(),
        Expr::Unspecified => String::new(),
    }
}
